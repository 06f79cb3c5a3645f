//go:build !race

package deployer_test

const thin = 1
