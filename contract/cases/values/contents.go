package values

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

const contentPage = resourcePage + "function-version-content"

// realistic is source as people write it, with each way to write a character that a server may be tempted to read.
const realistic = `#!/usr/bin/env node
'use strict';
// A comment, then a blank line with space.
` + "\n   \t \n\n\n" + `/* exports.handler = … */
const re = /<b>(\w+)<\/b>&amp;\s*%20%41\x41\u0041\n/g, t = ` + "`a ${1 + 1} b`" + `;
const q = "it's \"so\" \\ 100%";   ` + "\n" + `exports.handler = (context, event, callback) => {
	const s = 'é ü ñ – “quotes” 中文 😀 e` + "\u0301 \u00a0 \u200b \u200d \u2028 \u2029" + `';
	callback(null, s.replace('+', ' ') + "&lt;&gt;" + context.A + '-----' + "\r");
};
// {{mustache}} <script></script> $& $1 $$ $' %s
const api = process.env.API_KEY, m = await import('./m.js'); debugger;
import fs from "node:fs";
export default () => "C:\\\\temp\\\\new";
/*! license
 *  @preserve
 */
x();
x();
	   // a tab and then spaces
//# sourceMappingURL=index.js.map
    four(spaces, "SK` + "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a" + ` and AC` + "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a" + `");
`

func sources() map[string]string {
	var all strings.Builder
	for b := range 128 {
		all.WriteByte(byte(b))
	}
	line := "const value = require('lodash').chunk([1, 2, 3], 2); // 0123456789 é\n"
	return map[string]string{
		"with a hash bang and all that source has": realistic,
		"with every ASCII character": "//" + all.String() +
			"\r\n\r\n\r\rlast\rline\r\n--\r\n--boundary\r\nend\x00\x00",
		"that is JSON":     " {\"a\": [1.0, \"x\"], \"b\": null}\n ",
		"of one character": "1",
		"with a byte order mark and without a last line":   "\ufeffexports.handler = (c, e, cb) => cb();",
		"that begins and ends with blank lines and spaces": "  \t\n\n\r\n\n  exports.handler = (c, e, cb) => cb();  \n\n\n",
		"that begins with blank lines":                     "\n\n\nexports.handler = (c, e, cb) => cb();\n",
		// of three bytes each: one is on either side of each multiple of a kilobyte
		"of one long line": "exports.handler = (c, e, cb) => cb(null, '" + strings.Repeat("\u20ac", 24000) + "');\n",
		"of one long line that has no end": "exports.handler = (c, e, cb) => cb(null, '" +
			strings.Repeat("0123456789", 6999) + "0123456780');",
		"of 1 MiB and a bit": strings.Repeat(line, (1<<20)/len(line)+3),
	}
}

// longSource is a length that a server takes, whatever its limit is: no page gives one.
const longSource = 250_000

// mayBeRefused reports whether a refusal breaks no promise: no page says that a JavaScript file may have NUL, or be of
// any length.
func mayBeRefused(source string, err error) bool {
	var refusal *suite.AnswerError
	return errors.As(err, &refusal) && (refusal.Status == http.StatusRequestEntityTooLarge &&
		len(source) > longSource ||
		refusal.Status == http.StatusBadRequest && strings.Contains(source, "\x00"))
}

func contentCases() []suite.Case {
	return []suite.Case{
		{
			ID: "function-version-content/is-byte-for-byte-what-was-uploaded",
			Claim: "The content of a Function Version is what was uploaded, with every ASCII character, any " +
				"script, all line ends and up to 1 MiB.",
			Source: contentPage, Level: suite.Documented,
			Ops:  []string{"CreateFunctionVersion", "FetchFunctionVersionContent"},
			Cost: costOfUploads, Run: uploading("Functions",
				func(ctx context.Context, s *suite.Session, f string) error {
					versions := map[string]string{}
					sources := sources()
					for _, what := range slices.Sorted(maps.Keys(sources)) {
						version, err := uploadTo(ctx, s, f, suite.File{Path: "/same", Content: sources[what]})
						if mayBeRefused(sources[what], err) {
							sources[what] = strings.ReplaceAll(sources[what], "\x00", "")
							sources[what] = sources[what][:min(len(sources[what]), longSource)]
							version, err = uploadTo(ctx, s, f, suite.File{Path: "/same", Content: sources[what]})
						}
						if err != nil {
							return fmt.Errorf("source %s: %w", what, err)
						}
						versions[what] = version
					}
					for _, what := range slices.Sorted(maps.Keys(sources)) {
						source := sources[what]
						if err := holds(ctx, s, versions[what], source); err != nil {
							return fmt.Errorf("source %s: %w", what, err)
						}
					}
					const again = "of one character"
					if err := holds(ctx, s, versions[again], sources[again]); err != nil {
						return fmt.Errorf("source %s, read once more: %w", again, err)
					}
					return nil
				}),
		},
		{
			ID: "function-version-content/each-version-has-its-own",
			Claim: "Each version has its own content, older and private ones and those of another Function on the " +
				"same path too, and keeps it when it is built.",
			Source: contentPage, Level: suite.Documented,
			Ops: []string{"FetchFunctionVersionContent", "CreateFunctionVersion", "CreateBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				var versions, contents []string
				for i := range 2 {
					f, err := function(ctx, s, service)
					if err != nil {
						return err
					}
					for n, visibility := range []string{"public", "private", "protected"} {
						content := fmt.Sprintf("// All are as long and begin\n// Function %d, version %d\n// and end alike.\n", i, n)
						if visibility == "private" { // but for the end of the last line
							content = strings.TrimSuffix(content, "\n") + " "
						}
						version, err := uploadTo(ctx, s, f,
							suite.File{Path: "/same", Visibility: visibility, Content: content})
						if err != nil {
							return err
						}
						versions, contents = append(versions, version), append(contents, content)
					}
				}
				if err := s.Post(ctx, service+"/Builds",
					form("FunctionVersions", versions[0][strings.LastIndexByte(versions[0], '/')+1:])).Created(
					nil); err != nil {
					return err
				}
				for i, version := range versions {
					if err := holds(ctx, s, version, contents[i]); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "asset-versions/files-of-many-kinds-are-taken",
			Claim:  "An Asset may be any file, of text or not, of any content type, and of more than 1 MiB.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/assets", Level: suite.Documented,
			Ops:  []string{"CreateAssetVersion"},
			Cost: costOfUploads, Run: uploading("Assets",
				func(ctx context.Context, s *suite.Session, asset string) error {
					var bytes strings.Builder
					for b := range 256 {
						bytes.WriteByte(byte(b))
					}
					return each([]suite.File{
						{ContentType: "image/png", Content: bytes.String()},
						{ContentType: "audio/mpeg", Content: strings.Repeat(bytes.String(), 4200)},
						{ContentType: "text/html; charset=utf-8", Content: "<p>é</p>"},
						{ContentType: "application/octet-stream", Content: "\xff\xfe"},
						{ContentType: "font/woff2", Content: "x"},
					}, func(f suite.File) string { return f.ContentType }, func(f suite.File) error {
						_, err := uploadTo(ctx, s, asset, f)
						return err
					})
				}),
		},
	}
}

// holds wants a version to have a content. It says where the two part.
func holds(ctx context.Context, s *suite.Session, version, want string) error {
	var o object
	if err := s.Get(ctx, version+"/Content").OK(&o); err != nil {
		return err
	}
	got, isText := o["content"].(string)
	if got == want {
		return expect.Then(nil, expect.That(isText, "content is no text"),
			expect.Same("sid of the content", text(o, "sid"), version[strings.LastIndexByte(version, '/')+1:]))
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	near := func(v string) string { return expect.Quoted(v[max(0, min(at, len(v))-10):min(len(v), at+20)]) }
	return fmt.Errorf("content has %d bytes, want %d (SHA-256 %.8x, want %.8x): from byte %d on it is %s, want %s",
		len(got), len(want),
		sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want)), at, near(got), near(want))
}

func uploadTo(ctx context.Context, s *suite.Session, parent string, file suite.File) (string, error) {
	var o object
	if err := s.Upload(ctx, parent+"/Versions", file.Parts(s)...).Created(&o); err != nil {
		return "", err
	}
	return parent + "/Versions/" + text(o, "sid"), nil
}
