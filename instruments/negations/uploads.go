package negations

import (
	"strings"
	"unicode/utf8"
)

const uploads = "CreateFunctionVersion CreateAssetVersion"

func pathNegations() []Negation {
	s := subject{"paths", srcFVersion}
	list := []Negation{
		s.not("missing-slash-is-refused", "A Path without a leading slash gets one.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool { return !strings.HasPrefix(v, "/") }))),
		s.not("missing-slash-stays-missing", "A Path without a leading slash gets one.", Shape,
			showsPath(func(v string) string { return v }, func(v string) bool { return !strings.HasPrefix(v, "/") })),
		s.not("slash-is-doubled", "A Path with a leading slash is kept as sent.", Shape,
			keepsPart("Path", func(v string) string { return "/" + v })),
		s.not("trailing-slash-is-lost", "A Path is kept as sent.", Shape, keepsPart("Path", func(v string) string {
			if len(v) > 1 {
				return strings.TrimSuffix(v, "/")
			}
			return v
		})),
		s.not("root-is-refused", "The Path / is that of the root.", Shape,
			refuses("CreateAssetVersion", partHas("Path", func(v string) bool { return v == "/" }))),
		s.not("is-percent-decoded", "A Path is kept as sent.", Shape, keepsPart("Path", percentDecode)),
		s.not("is-percent-encoded", "A Path is kept as sent.", Shape, showsPath(func(v string) string {
			return "/" + strings.TrimPrefix(strings.NewReplacer("%", "%25", " ", "%20", "é", "%C3%A9", "~",
				"%7E").Replace(v), "/")
		}, func(string) bool { return true })),
		s.not("is-lower-cased", "A Path is kept as sent.", Shape, keepsPart("Path", strings.ToLower)),
		s.not("extension-is-lost", "A Path is kept as sent.", Shape, keepsPart("Path", func(v string) string {
			if at := strings.LastIndexByte(v, '.'); at > strings.LastIndexByte(v, '/')+1 {
				return v[:at]
			}
			return v
		})),
		s.not("directories-are-lost", "A Path is kept as sent.", Shape, keepsPart("Path", func(v string) string {
			if at := strings.LastIndexByte(strings.TrimSuffix(v, "/"), '/'); at > 0 {
				return v[at:]
			}
			return v
		})),
		s.not("double-slashes-are-joined", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(v string) string { return strings.ReplaceAll(v, "//", "/") })).assumed(),
		s.not("dots-are-resolved", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(v string) string { return strings.ReplaceAll(v, "/./", "/") })).assumed(),
		s.not("hyphen-becomes-underscore", "A Path is kept as sent.", Shape,
			keepsPart("Path", func(v string) string { return strings.ReplaceAll(v, "-", "_") })),
		s.not("is-cut-at-100", "A Path has up to 255 characters.", Shape,
			keepsPart("Path", func(v string) string { return shorten(v, 100) })),
		s.not("of-255-is-refused", "A Path has up to 255 characters.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool { return len(v) == 255 }))),
		s.not("of-256-is-cut", "A Path has at most 255 characters.", Refusal, keepsPart("Path", func(v string) string {
			if len(v) > 255 && len(v) < 400 {
				return shorten(v, 255)
			}
			return v
		})),
		s.not("name-of-the-file-wins", "The Path is the part Path, whatever the file is called.", Identity,
			before(uploads, func(c *call) {
				if p := c.up.part("Content"); p != nil && p.file != "" {
					c.up.set("Path", "/"+strings.TrimPrefix(p.file, "/"))
				}
			})),
		s.not("friendly-name-wins", "The Path is the part Path, whatever the parent is called.", Identity,
			before(uploads, func(c *call) {
				if name := text(c.mem.seen[c.Parent], "friendly_name"); name != "" &&
					!contains(" ;,?:@+&$()'\"#")(name) &&
					utf8.ValidString(name) {
					c.up.set("Path", "/"+strings.TrimPrefix(name, "/"))
				}
			})),
	}
	for _, d := range []struct{ id, char string }{{"tilde", "~"}, {"asterisk", "*"}, {"equals", "="},
		{"underscore", "_"}, {"dot", "."},
		{"hyphen", "-"}, {"exclamation", "!"}} {
		n := s.not("with-"+d.id+"-is-refused",
			"A Path may have what is not on the list of characters that it may not have.", Shape,
			refuses(uploads, partHas("Path", contains(d.char))))
		if d.char == "!" {
			n = n.assumed()
		}
		list = append(list, n)
	}
	list = append(list,
		s.not("with-percent-is-refused", "A Path may have percent-encoded characters, for it is URL friendly.", Shape,
			refuses(uploads, partHas("Path", contains("%")))),
		s.not("with-three-dots-is-refused", "A Path may have several dots.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool { return strings.Count(v, ".") > 1 }))),
		s.not("with-capitals-is-refused", "A Path may have capitals.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool { return v != strings.ToLower(v) }))),
		s.not("with-digits-first-is-refused", "A Path may begin with a digit.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool {
				v = strings.TrimPrefix(v, "/")
				return v != "" &&
					v[0] >= '0' && v[0] <= '9'
			}))),
		s.not("five-levels-deep-is-refused", "A Path may have any number of levels.", Shape,
			refuses(uploads, partHas("Path", func(v string) bool { return strings.Count(v, "/") >= 5 }))),
	)
	for _, d := range []struct{ id, char string }{{"semicolon", ";"}, {"comma", ","}, {"question-mark", "?"},
		{"colon", ":"}, {"at-sign", "@"}, {"plus", "+"},
		{"ampersand", "&"}, {"dollar", "$"}, {"parentheses", "()"}, {"apostrophe", "'"}, {"quotation-mark", `"`},
		{"fragment", "#"}} {
		list = append(list, s.not(d.id+"-is-accepted",
			"A Path must not have any of ;,?:@+&$()' and quotation marks, and no fragment.", Refusal,
			acceptsPath(d.char)))
	}
	list = append(list, s.not("plus-at-the-end-is-accepted", "A Path must not have a plus, wherever it stands.",
		Refusal, both(
			before(uploads, func(c *call) {
				path := c.up.text("Path")
				if strings.HasSuffix(path, "+") {
					c.up.set("Path", strings.TrimSuffix(path, "+"))
				}
			}))))
	return list
}

// acceptsPath lets an upload with one of chars in its Path through, and keeps the Path as it was sent.
func acceptsPath(chars string) Defect {
	return both(
		before(uploads, func(c *call) {
			c.asked("")
			if path := c.up.text("Path"); contains(chars)(path) {
				c.asked("/" + strings.TrimPrefix(path, "/"))
				c.up.set("Path", only(path, func(r rune) bool { return !strings.ContainsRune(chars, r) })+"x")
			}
		}),
		after(uploads, func(c *call) {
			if path := c.wanted(); path != "" {
				c.mem.stay(text(c.json, "sid"), "path", path)
			}
		}))
}

// showsPath shows the Path of an upload as f has it of what was sent.
func showsPath(f func(string) string, when func(string) bool) Defect {
	return both(
		before(uploads, func(c *call) { c.asked(c.up.text("Path")) }),
		after(uploads, func(c *call) {
			if path := c.wanted(); when(path) {
				c.mem.stay(text(c.json, "sid"), "path", f(path))
			}
		}))
}

func uploadNegations() []Negation {
	s := subject{"uploads", srcFVersion}
	return []Negation{
		s.not("asset-over-25-mb-is-accepted", "An Asset has at most 25 MB.", Refusal,
			before("CreateAssetVersion", func(c *call) {
				if len(c.up.text("Content")) > 25<<20 {
					c.up.set("Content", "cut")
				}
			})).needs("large-uploads"),
		s.not("asset-over-1-mb-is-refused", "An Asset may have up to 25 MB.", Content,
			before("CreateAssetVersion", func(c *call) {
				if len(c.up.text("Content")) > 1<<20 {
					c.tooLarge()
				}
			})),
		s.not("function-over-64-kb-is-refused", "The source of a Function may be larger than 64 KiB.", Content,
			before("CreateFunctionVersion", func(c *call) {
				if len(c.up.text("Content")) > 64<<10 {
					c.tooLarge()
				}
			})),
		s.not("function-over-512-kb-is-refused", "The source of a Function may be larger than 512 KiB.", Content,
			before("CreateFunctionVersion", func(c *call) {
				if len(c.up.text("Content")) > 512<<10 {
					c.tooLarge()
				}
			})),
		s.not("empty-asset-is-refused", "A file may be empty.", Content,
			refuses("CreateAssetVersion", partHas("Content", func(v string) bool { return v == "" }))).assumed(),
		s.not("binary-asset-is-refused", "An Asset may be any file.", Content,
			refuses("CreateAssetVersion", partHas("Content", func(v string) bool { return !utf8.ValidString(v) }))),
		s.not("asset-of-unknown-type-is-refused", "An Asset may have any content type.", HTTP,
			before("CreateAssetVersion", func(c *call) {
				if p := c.up.part("Content"); p != nil &&
					!strings.Contains("text/html text/css text/plain application/json image/png application/javascript",
						lower(p.header.Get("Content-Type"))) {
					c.refuse(400, 20001, "Content type is not supported.")
				}
			})),
		s.not("function-must-be-application-javascript",
			"A Function is uploaded as a JavaScript file; text/javascript is its registered type.", HTTP,
			before("CreateFunctionVersion", func(c *call) {
				if p := c.up.part("Content"); p != nil &&
					lower(p.header.Get("Content-Type")) != "application/javascript" {
					c.refuse(400, 20001, "Content type is not supported.")
				}
			})).assumed(),
		s.not("update-of-the-parent-is-needed-first", "A version can be uploaded as soon as its parent is there.", Time,
			before(uploads, func(c *call) {
				if c.mem.counts["v"+c.Parent]++; c.mem.counts["v"+c.Parent] == 1 {
					c.missing()
				}
			})),
		s.not("third-upload-to-one-parent-fails", "One may have any number of versions.", Second,
			before(uploads, func(c *call) {
				if c.mem.counts["v"+c.Parent]++; c.mem.counts["v"+c.Parent] > 2 {
					c.refuse(409, 20409, "Too many versions.")
				}
			})),
		s.not("upload-changes-the-friendly-name", "An upload leaves its parent as it is.", Collateral,
			after(uploads, func(c *call) {
				c.mem.stay(c.Parent, "friendly_name",
					strings.TrimPrefix(text(c.json, "path"), "/"))
			})),
	}
}

func (c *call) tooLarge() {
	c.answered, c.status, c.header = true, 413, map[string][]string{"Content-Type": {"text/html"}}
	c.body = []byte("<html><head><title>413 Request Entity Too Large</title></head></html>")
}
