/// How much one agent can be told of: what is beyond is refused when it is made.
package enum ConfigurationLimits {
    package static let sourcesMax = 500
    package static let schedulesMax = 500
    package static let vaultsMax = 100
}
