import Values

print("holdfast")
