/// Soon.
enum Stub {}
