//go:build race

package deployer_test

// thin is how many of the combinations of a matrix make one that is run: the race detector makes each ten times as slow, and finds its
// races in a part of them too.
const thin = 7
