package bundle

import (
	"bytes"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// secretRule is one kind of credential. A line is matched only around the anchors that it holds:
// looking for those is many times faster.
type secretRule struct {
	anchors []string
	pattern *lazyregexp.Regexp
	what    string
	// before and after are how many bytes around the start of an anchor the pattern looks at; 0 is the
	// whole line.
	before, after int
	// word says that what is found is the start of a long word.
	word bool
}

// secretRules are forms that their issuers have made recognisable. Each is what a credential looks
// like, not what one could be named.
var secretRules = []secretRule{
	{[]string{"PRIVATE KEY"}, lazyregexp.New(`-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----`), "a private key", 0, 0,
		false},
	{[]string{"AKIA"}, lazyregexp.New(`\bAKIA[0-9A-Z]{16}\b`), "an access key of AWS", 1, 64, true},
	{[]string{"ASIA"}, lazyregexp.New(`\bASIA[0-9A-Z]{16}\b`), "an access key of AWS", 1, 64, true},
	{[]string{"_authToken"}, lazyregexp.New(`_authToken\s*=\s*"?[^\s"$]{8}`), "a token of an npm registry", 0, 0,
		false},
	{[]string{"npm_"}, lazyregexp.New(`\bnpm_[A-Za-z0-9]{36}\b`), "a token of an npm registry", 1, 64, true},
	{
		[]string{"gho_", "ghp_", "ghr_", "ghs_", "ghu_"}, lazyregexp.New(`\bgh[oprsu]_[A-Za-z0-9]{36}`),
		"a token of GitHub", 1, 64, true,
	},
	{[]string{"github_pat_"}, lazyregexp.New(`\bgithub_pat_[A-Za-z0-9_]{36}`), "a token of GitHub", 1, 64, true},
	{[]string{"SG."}, lazyregexp.New(`\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`), "an API key of SendGrid", 1,
		96, false},
	{[]string{"xox"}, lazyregexp.New(`\bxox[abeprs]-[A-Za-z0-9-]{20}`), "a token of Slack", 1, 64, false},
	{[]string{"k_live_"}, lazyregexp.New(`\b[rs]k_live_[A-Za-z0-9]{16}`), "a live key of Stripe", 2, 64, true},
}

// found reports whether a line has what the rule looks for.
func (r *secretRule) found(text []byte) bool {
	for _, anchor := range r.anchors {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(anchor))
			if i < 0 {
				break
			}
			at += i
			if r.after == 0 {
				return r.pattern.Match(text)
			}
			if r.apart(text, at) && r.pattern.Match(text[max(0, at-r.before):min(len(text), at+r.after)]) {
				return true
			}
			at++
		}
	}
	return false
}

// apart reports whether no word goes on right before what the pattern begins with.
func (r *secretRule) apart(text []byte, anchor int) bool {
	before := anchor - r.before
	return before < 0 || classes[text[before]]&isWord == 0
}

// namedToken is an Auth Token of Twilio behind its name. The other credentials of Twilio have no
// form of their own: an Auth Token is 32 hexadecimal digits, the secret of an API key 32 letters
// and digits. The SID beside them distinguishes them from other such words.
var namedToken = lazyregexp.New(`(?i)\bauth_?token["']?\s*[:=]\s*["']?[0-9a-f]{32}\b`)

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
	w := wordsOf(text)
	if !w.long && !bytes.Contains(text, []byte("PRIVATE KEY")) && !bytes.Contains(text, []byte("_authToken")) &&
		!bytes.Contains(text, []byte("xox")) {
		return // all credentials but those of three rules have a long word
	}
	for i := range secretRules {
		if r := &secretRules[i]; (w.prefixed || !r.word) && r.found(text) {
			s.add(line, r.what)
		}
	}
	s.lookForTwilio(line, text, w)
}

// lookForTwilio reports a secret in the line where the second of the two parts stands, or the only
// one.
func (s *scan) lookForTwilio(line int, text []byte, w words) {
	for _, part := range []struct {
		has  bool
		last *int
	}{{w.account, &s.account}, {w.key, &s.key}, {w.token, &s.token}, {w.secret, &s.secret}} {
		if part.has {
			*part.last = line
		}
	}
	if w.named && namedToken.Match(text) {
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

// add notes a find once for each line and kind.
func (s *scan) add(line int, what string) {
	for _, f := range s.found {
		if f.line == line && f.what == what {
			return
		}
	}
	s.found = append(s.found, secretFound{line, what})
}
