package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// IgnoreFile names files and folders of the project that are not deployed, in the syntax of
// .gitignore.
const IgnoreFile = ".twilioserverlessignore"

// Ignore has the rules of the ignore file. Nil leaves out nothing.
type Ignore struct{ rules []ignoreRule }

type ignoreRule struct {
	pattern          *regexp.Regexp // of the whole name
	include, folders bool           // "!" before it; "/" after it
}

// ReadIgnore reads the ignore file of the project; no file is no error. A line that cannot be
// understood is an error that names it: what it was meant to leave out would be published.
func ReadIgnore(fsys fs.FS) (*Ignore, error) {
	data, err := readRegular(fsys, IgnoreFile, maxIgnore)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		var rules *Ignore
		if rules, err = parseIgnore(data); err == nil {
			return rules, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", IgnoreFile, err)
}

// Match reports whether a file or folder, slash-separated inside the project, is left out: the last
// rule that is about it decides. A walk of a tree asks for a folder before what lies in it, and
// leaves out all of it, as git does.
func (i *Ignore) Match(name string, folder bool) bool {
	if i == nil {
		return false
	}
	ignored := false
	for _, r := range i.rules {
		if (folder || !r.folders) && r.pattern.MatchString(name) {
			ignored = !r.include
		}
	}
	return ignored
}

func parseIgnore(data []byte) (*Ignore, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := plainjson.CheckUTF8(data); err != nil {
		return nil, err
	}
	ignore := &Ignore{}
	for n, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" || line[0] == '#' {
			continue
		}
		rule, err := parseIgnoreLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d, %q: %w", n+1, line, err)
		}
		ignore.rules = append(ignore.rules, rule)
	}
	return ignore, nil
}

var errIgnorePattern = errors.New("is no pattern of .gitignore; correct it")

// parseIgnoreLine makes a regular expression of a pattern. Source: the section "pattern format" of
// gitignore(5).
func parseIgnoreLine(line string) (r ignoreRule, err error) {
	line, r.include = strings.CutPrefix(line, "!")
	line, r.folders = strings.CutSuffix(line, "/")
	var b strings.Builder
	b.WriteString("^")
	if rest, anchored := strings.CutPrefix(line, "/"); anchored {
		line = rest
	} else if !strings.Contains(line, "/") {
		b.WriteString("(?:.*/)?")
	}
	if line == "" {
		return r, errIgnorePattern
	}
	for rest := line; rest != ""; {
		before := len(rest) == len(line) || line[len(line)-len(rest)-1] == '/'
		switch {
		case before && strings.HasPrefix(rest, "**/"):
			b.WriteString("(?:.*/)?")
			rest = rest[3:]
		case before && rest == "**" && len(line) > 2:
			b.WriteString(".+")
			rest = ""
		case rest[0] == '*':
			b.WriteString("[^/]*")
			rest = strings.TrimLeft(rest, "*")
		case rest[0] == '?':
			b.WriteString("[^/]")
			rest = rest[1:]
		case rest[0] == '[':
			class, after, ok := ignoreClass(rest)
			if !ok {
				return r, errIgnorePattern
			}
			b.WriteString(class)
			rest = after
		case rest == `\`:
			return r, errIgnorePattern
		default:
			if rest[0] == '\\' {
				rest = rest[1:]
			}
			c, size := utf8.DecodeRuneInString(rest)
			b.WriteString(regexp.QuoteMeta(string(c)))
			rest = rest[size:]
		}
	}
	b.WriteString("$")
	if r.pattern, err = regexp.Compile("(?s)" + b.String()); err != nil {
		return r, errIgnorePattern
	}
	return r, nil
}

// ignoreClass translates [abc], [a-z] and [!abc], of which none matches a slash. Named classes such
// as [:digit:] are refused.
func ignoreClass(text string) (class, rest string, ok bool) {
	body := text[1:]
	not := ""
	if body != "" && (body[0] == '!' || body[0] == '^') {
		not, body = "^/", body[1:]
	}
	end := strings.IndexByte(body, ']')
	if end == 0 { // it stands for itself in the first place
		if end = strings.IndexByte(body[1:], ']'); end >= 0 {
			end++
		}
	}
	if end < 0 || strings.ContainsAny(body[:end], `[\/`) {
		return "", "", false
	}
	members := strings.NewReplacer("]", `\]`, "^", `\^`, "&", `\&`, "~", `\~`).Replace(body[:end])
	return "[" + not + members + "]", body[end+1:], true
}
