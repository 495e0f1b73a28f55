if CommandLine.arguments.dropFirst() == ["--version"] {
    print(BuildInfo.line)
} else {
    print("holdfast")
}
