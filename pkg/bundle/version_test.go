package bundle

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What npm takes for a version, a range or a tag, as npm-package-arg of npm 10 parses it. Half an operator is none.
func TestIsPackageVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{
		"1.2.3", "v1.2.3", "=1.2.3", "1", "1.x", "1.2.X", "*", "x", "", "latest", "next-1", "1.2.3.4", "^1.2.3", "~>1",
		"> 1", ">=1 <2", ">= 1.0.0 < 2.0.0", "1.2.3 - 2.3.4", "^1 || ^2.0.0 || 3.x", "||", "1 ||",
		"1.2.3-beta.1+build.5",
		"<2.0.0||>=3", "1.x || latest", "1.2.3-",
	} {
		assert.True(t, isPackageVersion(version), version)
	}
	for _, version := range []string{
		"^", ">", "<", ">=", "<=", "=", "^^1", "^ || >", "next@x", "$foo", "1,2", "@1", "1.2.3; id", "1|2", "> =",
		"npm:lodash@4", "npm:@a/b@^1",
	} {
		assert.False(t, isPackageVersion(version), version)
	}
}
