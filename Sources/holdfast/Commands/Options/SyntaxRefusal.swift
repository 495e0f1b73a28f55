internal import CommandLine

/// The refusal of a syntax, for files that also see Domain's, which is of a right.
typealias SyntaxRefusal = Refusal
