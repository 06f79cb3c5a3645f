package bundle

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

// oracleRule is one kind of credential. A line is matched only if it holds the anchor: looking for
// that is many times faster.
type oracleRule struct {
	anchor  string
	pattern *regexp.Regexp
	what    string
}

// oracleRules are forms that their issuers have made recognisable. Each is what a credential looks
// like, not what one could be named.
var oracleRules = []oracleRule{
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

// Credentials of Twilio have no form of their own: an Auth Token is 32 hexadecimal digits, the
// secret of an API key 32 letters and digits. What marks them is the SID beside them, or their
// name.
var (
	oracleTwilioAccount = regexp.MustCompile(`\bAC[0-9a-f]{32}\b`)
	oracleTwilioKey     = regexp.MustCompile(`\bSK[0-9a-f]{32}\b`)
	oracleHexToken      = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
	oracleKeySecret     = regexp.MustCompile(`\b[0-9A-Za-z]{32}\b`)
	oracleNamedToken    = regexp.MustCompile(`(?i)\bauth_?token["']?\s*[:=]\s*["']?[0-9a-f]{32}\b`)
)

// oracleNear is how many lines apart a SID and its secret may stand, as the members of one object do.
const oracleNear = 3

// oracle looks at the lines of one file in their order.
type oracle struct {
	rest  []byte // the end of the piece before, when the line goes on
	found []secretFound

	account, key, token, secret int // the last line that has one, 0 for none
}

func (s *oracle) look(line int, piece []byte) {
	text := piece
	if len(s.rest) > 0 {
		text = append(s.rest, piece...)
		defer func() { s.rest = s.rest[:0] }()
	}
	if !oracleSuspicious(text) {
		return
	}
	for _, rule := range oracleRules {
		if bytes.Contains(text, []byte(rule.anchor)) && rule.pattern.Match(text) {
			s.add(line, rule.what)
		}
	}
	s.lookForTwilio(line, text)
}

// lookForTwilio reports a secret in the line where the second of the two parts stands, or the only
// one.
func (s *oracle) lookForTwilio(line int, text []byte) {
	if bytes.Contains(text, []byte("AC")) && oracleTwilioAccount.Match(text) {
		s.account = line
	}
	if bytes.Contains(text, []byte("SK")) && oracleTwilioKey.Match(text) {
		s.key = line
	}
	if oracleHexToken.Match(text) {
		s.token = line
	}
	for _, word := range oracleKeySecret.FindAll(text, -1) {
		if oracleMixed(word) {
			s.secret = line
		}
	}
	if oracleNamedToken.Match(text) {
		s.add(line, "an Auth Token of Twilio")
		s.token = 0
		return
	}
	if oracleTogether(s.account, s.token, line) {
		s.add(s.token, "an Auth Token of Twilio beside its Account SID")
		s.token = 0
	}
	if oracleTogether(s.key, s.secret, line) {
		s.add(s.secret, "the secret of an API key of Twilio beside its SID")
		s.secret = 0
	}
}

// oracleTogether reports whether both have been seen and the line is that of the later one.
func oracleTogether(a, b, line int) bool {
	return a > 0 && b > 0 && max(a, b) == line && line-min(a, b) <= oracleNear
}

// oracleSuspicious reports whether a line can hold what any rule looks for: 16 letters or digits
// together, as all credentials have but those of three rules. Most lines do not, and need no
// pattern.
func oracleSuspicious(text []byte) bool {
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
	return bytes.Contains(text, []byte("PRIVATE KEY")) || bytes.Contains(text, []byte("_authToken")) ||
		bytes.Contains(text, []byte("xox"))
}

// oracleMixed reports whether a word has small and capital letters and digits, as every secret of
// 32 random characters has.
func oracleMixed(word []byte) bool {
	return bytes.ContainsAny(word, "0123456789") && bytes.ContainsAny(word, "abcdefghijklmnopqrstuvwxyz") &&
		bytes.ContainsAny(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// add notes a find once for each line and kind.
func (s *oracle) add(line int, what string) {
	for _, f := range s.found {
		if f.line == line && f.what == what {
			return
		}
	}
	s.found = append(s.found, secretFound{line, what})
}

// oracleSecrets is the search as it was first written, with a regular expression for each rule:
// slow, and what the fast one is compared with.
func oracleSecrets(f File) ([]secretFound, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	r := bufio.NewReaderSize(content, scanBuffer)
	head, err := r.Peek(binaryHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, nil
	}
	var s oracle
	for line := 1; ; {
		piece, err := r.ReadSlice('\n')
		s.look(line, piece)
		switch {
		case len(s.found) >= scanReports || errors.Is(err, io.EOF):
			return s.found, nil
		case err == nil:
			line++
			s.rest = s.rest[:0]
		case !errors.Is(err, bufio.ErrBufferFull):
			return s.found, err
		default:
			s.rest = append(s.rest[:0], piece[max(0, len(piece)-scanOverlap):]...)
		}
	}
}
