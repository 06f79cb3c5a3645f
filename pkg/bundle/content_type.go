package bundle

import (
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// FunctionContentType is the media type with which Functions are uploaded.
const FunctionContentType = "application/javascript"

const defaultContentType = "application/octet-stream"

// contentTypes are the media types by extension. The table is fixed: the mime files of a machine
// differ, and the same project must not change because another machine deploys it.
//
// Text is declared as UTF-8 without looking into the file. Editors have written nothing else for
// long, and a browser without a type guesses. The types of audio are those that <Play> takes,
// where it has one: https://www.twilio.com/docs/voice/twiml/play.
var contentTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".htm":         "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".txt":         "text/plain; charset=utf-8",
	".text":        "text/plain; charset=utf-8",
	".log":         "text/plain; charset=utf-8",
	".conf":        "text/plain; charset=utf-8",
	".ini":         "text/plain; charset=utf-8",
	".def":         "text/plain; charset=utf-8",
	".list":        "text/plain; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".tsv":         "text/tab-separated-values; charset=utf-8",
	".md":          "text/markdown; charset=utf-8",
	".markdown":    "text/markdown; charset=utf-8",
	".ics":         "text/calendar; charset=utf-8",
	".vcf":         "text/vcard; charset=utf-8",
	".vcard":       "text/vcard; charset=utf-8",
	".vtt":         "text/vtt; charset=utf-8",
	".yaml":        "text/yaml; charset=utf-8",
	".yml":         "text/yaml; charset=utf-8",
	".js":          "application/javascript",
	".mjs":         "application/javascript",
	".cjs":         "application/javascript",
	".json":        "application/json",
	".map":         "application/json",
	".jsonld":      "application/ld+json",
	".geojson":     "application/geo+json",
	".webmanifest": "application/manifest+json",
	".xml":         "application/xml",
	".xsl":         "application/xml",
	".xsd":         "application/xml",
	".xhtml":       "application/xhtml+xml",
	".rss":         "application/rss+xml",
	".atom":        "application/atom+xml",
	".toml":        "application/toml",
	".wasm":        "application/wasm",
	".pdf":         "application/pdf",
	".rtf":         "application/rtf",
	".epub":        "application/epub+zip",
	".zip":         "application/zip",
	".gz":          "application/gzip",
	".tgz":         "application/gzip",
	".tar":         "application/x-tar",
	".bz2":         "application/x-bzip2",
	".xz":          "application/x-xz",
	".zst":         "application/zstd",
	".7z":          "application/x-7z-compressed",
	".rar":         "application/vnd.rar",
	".jar":         "application/java-archive",
	".apk":         "application/vnd.android.package-archive",
	".doc":         "application/msword",
	".xls":         "application/vnd.ms-excel",
	".ppt":         "application/vnd.ms-powerpoint",
	".docx":        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx":        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx":        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".odt":         "application/vnd.oasis.opendocument.text",
	".ods":         "application/vnd.oasis.opendocument.spreadsheet",
	".m3u8":        "application/vnd.apple.mpegurl",
	".mpd":         "application/dash+xml",
	".srt":         "application/x-subrip",
	".png":         "image/png",
	".apng":        "image/apng",
	".jpg":         "image/jpeg",
	".jpeg":        "image/jpeg",
	".jpe":         "image/jpeg",
	".gif":         "image/gif",
	".svg":         "image/svg+xml",
	".webp":        "image/webp",
	".avif":        "image/avif",
	".heic":        "image/heic",
	".jxl":         "image/jxl",
	".ico":         "image/x-icon",
	".bmp":         "image/bmp",
	".tif":         "image/tiff",
	".tiff":        "image/tiff",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".ttf":         "font/ttf",
	".otf":         "font/otf",
	".ttc":         "font/collection",
	".eot":         "application/vnd.ms-fontobject",
	".mp3":         "audio/mpeg",
	".mp2":         "audio/mpeg",
	".mpga":        "audio/mpeg",
	".wav":         "audio/wav",
	".aif":         "audio/x-aiff",
	".aiff":        "audio/x-aiff",
	".aifc":        "audio/x-aiff",
	".au":          "audio/basic",
	".snd":         "audio/basic",
	".ulaw":        "audio/basic",
	".gsm":         "audio/x-gsm",
	".amr":         "audio/amr",
	".ogg":         "audio/ogg",
	".oga":         "audio/ogg",
	".opus":        "audio/ogg",
	".spx":         "audio/ogg",
	".m4a":         "audio/mp4",
	".mp4a":        "audio/mp4",
	".aac":         "audio/aac",
	".flac":        "audio/flac",
	".weba":        "audio/webm",
	".mid":         "audio/midi",
	".midi":        "audio/midi",
	".mp4":         "video/mp4",
	".mp4v":        "video/mp4",
	".mpg4":        "video/mp4",
	".m4v":         "video/x-m4v",
	".mpeg":        "video/mpeg",
	".mpg":         "video/mpeg",
	".webm":        "video/webm",
	".ogv":         "video/ogg",
	".mov":         "video/quicktime",
	".qt":          "video/quicktime",
	".avi":         "video/x-msvideo",
	".3gp":         "video/3gpp",
	".bin":         defaultContentType, ".dat": defaultContentType,
}

// assetContentType returns the media type under which an Asset is served: by the extension of its
// path, else, for what is not text, by its first bytes.
func assetContentType(fsys fs.FS, name, urlPath string) (string, error) {
	if known := contentTypes[strings.ToLower(path.Ext(urlPath))]; known != "" {
		return known, nil
	}
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 512) // what http.DetectContentType looks at
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 && err != io.EOF {
		return "", err
	}
	return sniffed(head[:n]), nil
}

// sniffed is the media type of a content of no known name. Text is not guessed: it may be anything,
// and must not become a page because it begins like one.
func sniffed(head []byte) string {
	detected := http.DetectContentType(head)
	switch {
	case strings.HasPrefix(detected, "text/"):
		return defaultContentType
	case detected == "audio/aiff":
		return "audio/x-aiff"
	case detected == "audio/wave":
		return "audio/wav"
	case detected == "application/x-gzip":
		return "application/gzip"
	}
	return detected
}
