package bundle

import (
	"bytes"
	"regexp"
)

// secretRule is one kind of credential. A line is matched only if it holds the anchor: looking for that is many times faster.
type secretRule struct {
	anchor  string
	pattern *regexp.Regexp
	what    string
}

// secretRules are forms that their issuers have made recognisable. Each is what a credential looks like, not what one could be named.
var secretRules = []secretRule{
	{"PRIVATE KEY", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----`), "a private key"},
	{"AKIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`), "an access key of AWS"},
	{"ASIA", regexp.MustCompile(`\bASIA[0-9A-Z]{16}\b`), "an access key of AWS"},
	{"_authToken", regexp.MustCompile(`_authToken\s*=\s*"?[^\s"$]{8}`), "a token of an npm registry"},
	{"npm_", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}\b`), "a token of an npm registry"},
	{"gh", regexp.MustCompile(`\bgh[oprsu]_[A-Za-z0-9]{36}`), "a token of GitHub"},
	{"github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{36}`), "a token of GitHub"},
	{"SG.", regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`), "an API key of SendGrid"},
	{"xox", regexp.MustCompile(`\bxox[abeprs]-[A-Za-z0-9-]{20}`), "a token of Slack"},
	{"k_live_", regexp.MustCompile(`\b[rs]k_live_[A-Za-z0-9]{16}`), "a live key of Stripe"},
}

// Credentials of Twilio have no form of their own: an Auth Token is 32 hexadecimal digits, the secret of an API key 32 letters and
// digits. What tells them is the SID beside them, or their name.
var (
	twilioAccount = regexp.MustCompile(`\bAC[0-9a-f]{32}\b`)
	twilioKey     = regexp.MustCompile(`\bSK[0-9a-f]{32}\b`)
	hexToken      = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
	keySecret     = regexp.MustCompile(`\b[0-9A-Za-z]{32}\b`)
	namedToken    = regexp.MustCompile(`(?i)\bauth_?token["']?\s*[:=]\s*["']?[0-9a-f]{32}\b`)
)

// near is how many lines apart a SID and its secret may stand, as the members of one object do.
const near = 3

// scan looks at the lines of one file in their order.
type scan struct {
	rest  []byte // the end of the piece before, when the line goes on
	found []secretFound

	account, key, token, secret int // the last line that has one, 0 for none
}

func (s *scan) look(line int, piece []byte) {
	text := piece
	if len(s.rest) > 0 {
		text = append(s.rest, piece...)
		defer func() { s.rest = s.rest[:0] }()
	}
	if !suspicious(text) {
		return
	}
	for _, rule := range secretRules {
		if bytes.Contains(text, []byte(rule.anchor)) && rule.pattern.Match(text) {
			s.add(line, rule.what)
		}
	}
	s.lookForTwilio(line, text)
}

// lookForTwilio reports a secret in the line where the second of the two parts stands, or the only one.
func (s *scan) lookForTwilio(line int, text []byte) {
	if bytes.Contains(text, []byte("AC")) && twilioAccount.Match(text) {
		s.account = line
	}
	if bytes.Contains(text, []byte("SK")) && twilioKey.Match(text) {
		s.key = line
	}
	if hexToken.Match(text) {
		s.token = line
	}
	for _, word := range keySecret.FindAll(text, -1) {
		if mixed(word) {
			s.secret = line
		}
	}
	if namedToken.Match(text) {
		s.add(line, "an Auth Token of Twilio")
		s.token = 0
		return
	}
	if together(s.account, s.token, line) {
		s.add(s.token, "an Auth Token of Twilio beside its Account SID")
		s.token = 0
	}
	if together(s.key, s.secret, line) {
		s.add(s.secret, "the secret of an API key of Twilio beside its SID")
		s.secret = 0
	}
}

// together reports whether both have been seen and the line is that of the later one.
func together(a, b, line int) bool {
	return a > 0 && b > 0 && max(a, b) == line && line-min(a, b) <= near
}

// suspicious reports whether a line can hold what any rule looks for: 16 letters or digits together, as all credentials have but those of
// three rules. Most lines do not, and need no pattern.
func suspicious(text []byte) bool {
	n := 0
	for _, c := range text {
		if lower := c | 0x20; '0' <= c && c <= '9' || 'a' <= lower && lower <= 'z' {
			if n++; n >= 16 {
				return true
			}
			continue
		}
		n = 0
	}
	return bytes.Contains(text, []byte("PRIVATE KEY")) || bytes.Contains(text, []byte("_authToken")) || bytes.Contains(text, []byte("xox"))
}

// mixed reports whether a word has small and capital letters and digits, as every secret of 32 random characters has.
func mixed(word []byte) bool {
	return bytes.ContainsAny(word, "0123456789") && bytes.ContainsAny(word, "abcdefghijklmnopqrstuvwxyz") && bytes.ContainsAny(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// add notes a find once for each line and kind.
func (s *scan) add(line int, what string) {
	for _, f := range s.found {
		if f.line == line && f.what == what {
			return
		}
	}
	s.found = append(s.found, secretFound{line, what})
}
