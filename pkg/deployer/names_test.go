package deployer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func TestCheckServiceName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "Hello-2", strings.Repeat("x", 50), "ZS1", "zs" + strings.Repeat("a", 31),
		"ZShop-0123456789", "ZShop" + strings.Repeat("y", 29), "no" + strings.Repeat("a", 32)} {
		assert.NoError(t, CheckServiceName(name))
	}
	for name, want := range map[string]string{
		"":                                   `the Service has no name: set "name" in package.json or give a name`,
		"my_app":                             `the Service name "my_app" has characters other than letters, digits and dashes; "my-app" would be allowed`,
		"@acme/app":                          `"acme-app" would be allowed`,
		"ZS" + strings.Repeat("a", 31):       `looks like a Service SID and has 31 hexadecimal digits instead of 32`,
		"ZS" + strings.Repeat("a", 33):       `has 33 hexadecimal digits instead of 32`,
		"ZE" + strings.Repeat("a", 32):       `is an Environment SID, which is no name`,
		"ZB01234567":                         `looks like a Build SID and has 8 hexadecimal digits`,
		"zs" + strings.Repeat("a", 32):       `in lower case; write ZS` + strings.Repeat("a", 32),
		"Ac" + strings.Repeat("0", 32):       `looks like an Account SID in lower case; write AC0`,
		"ZS" + strings.Repeat("0", 31) + "O": `looks like a Service SID and has "O", which is no hexadecimal digit`,
		"zel0" + strings.Repeat("1", 30):     `looks like an Environment SID and has "l", which`,
		"日本":                                 `"my-service" would be allowed`,
		"two  words":                         `"two-words" would be allowed`,
		strings.Repeat("x", 51): `has 51 characters, the limit is 50; "` + strings.Repeat("x", 50) +
			`" would be allowed`,
		// The proposal must not end in the dash that the cut leaves.
		strings.Repeat("x", 49) + "-yy": `the limit is 50; "` + strings.Repeat("x", 49) + `" would be allowed`,
	} {
		assert.ErrorContains(t, CheckServiceName(name), want, name)
	}
}

func TestCheckServiceName_proposalIsLegal(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"my_app", "@acme/app", "日本", "--", strings.Repeat("é_", 60),
		strings.Repeat("a-", 60)} {
		assert.NoError(t, CheckServiceName(propose(name, maxServiceName, "my-service")), name)
		assert.NoError(t, CheckEnvironmentSuffix(propose(name, maxEnvironmentSuffix, "dev")), name)
	}
}

func TestCheckEnvironmentSuffix(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{"a", "dev", "pr-123", "Stage", strings.Repeat("x", 16)} {
		assert.NoError(t, CheckEnvironmentSuffix(suffix))
	}
	for suffix, want := range map[string]string{
		"":                   `the Environment suffix is empty`,
		"feature/x":          `the Environment suffix "feature/x" becomes part of a host name, so only letters, digits and inner dashes are allowed, such as "feature-x"`,
		"-dev":               `such as "dev"`,
		"dev-":               `such as "dev"`,
		"a.b":                `such as "a-b"`,
		"ZE0123456789abc":    `looks like an Environment SID and has 13 hexadecimal digits instead of 32`,
		"a-very-long-suffix": `has 18 characters, the limit is 16; "a-very-long-suff" would be allowed`,
	} {
		assert.ErrorContains(t, CheckEnvironmentSuffix(suffix), want, suffix)
	}
}

func TestCheckSID(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0", 32)
	assert.NoError(t, CheckSID("ZS", "ZS"+digits))
	assert.NoError(t, CheckSID("ZB", "ZB"+strings.Repeat("aF", 16)))
	for _, c := range []struct{ prefix, sid, want string }{
		{"ZS", "ZB" + digits, "ZB" + digits +
			" is a Build SID: a Service SID (ZS and 32 hexadecimal digits) is needed"},
		{"ZB", "ZE" + digits, " is an Environment SID: a Build SID (ZB"},
		{"ZE", "XX" + digits, " is a SID of an unknown kind: an Environment SID (ZE"},
		{"ZS", "", "the SID is empty: a Service SID"},
		{"ZS", "ZS" + digits[1:], `"ZS` + digits[1:] + `" is not a SID: a Service SID`},
		{"ZS", "ZS" + digits + "0", "is not a SID"},
		{"ZS", "zs" + digits, "is not a SID"},
		{"ZS", "..", `".." is not a SID`},
		{"ZS", "ZS" + digits + "\n", "is not a SID"},
		{"ZS", "ZS" + strings.Repeat("g", 32), "is not a SID"},
	} {
		assert.ErrorContains(t, CheckSID(c.prefix, c.sid), c.want)
	}
}

func TestCheckSID_namesEveryKind(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"AC", "SK", "ZE", "ZH", "ZN", "ZB", "ZD", "ZV", "NO", "RQ"} {
		sid := prefix + strings.Repeat("0", 32)
		assert.NoError(t, CheckSID(prefix, sid))
		assert.ErrorContains(t, CheckSID("ZS", sid), sidKind(prefix)+" SID: a Service SID")
	}
}

// What begins like the SID of any resource of the contract is no name, also of one that is new.
func TestCheckServiceName_knowsEverySID(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, op := range operations.All() {
		for _, p := range op.Path {
			if prefix := p.SIDPrefix(); strings.HasPrefix(prefix, "Z") {
				seen++
				assert.ErrorContains(t, CheckServiceName(prefix+"0123456789abcdef"), serverless.SIDKind(prefix)+" SID")
			}
		}
	}
	assert.Positive(t, seen)
	assert.NoError(t, CheckServiceName("ZX0123456789abcdef"))
	assert.NoError(t, CheckServiceName("NO0123456789abcdef"))
}
