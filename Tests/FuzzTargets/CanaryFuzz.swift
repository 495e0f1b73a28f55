/// Traps on any input that begins with `bird`. A fuzzer that is guided by coverage finds that in
/// seconds, letter by letter; one that is not would need four billion tries.
package func fuzzCanary(_ input: [UInt8]) {
    guard input.count >= 4, input[0] == UInt8(ascii: "b") else { return }
    guard input[1] == UInt8(ascii: "i") else { return }
    guard input[2] == UInt8(ascii: "r") else { return }
    precondition(input[3] != UInt8(ascii: "d"), "the canary fell, as it should")
}
