package emulator

import "net/http"

// Every decision that rests on a guess stands here and nowhere else. Nobody has
// published or recorded what the API does in these cases, so no client should be
// called wrong for expecting something else. To change a decision, change the
// constant.

// Statuses of refusals.
const (
	// A Build names a version that is unknown, deleted, of another Service or of
	// the other kind. Build lifecycle: "versions must belong to the same Service",
	// answer 404 or 400.
	statusUnknownVersion = http.StatusBadRequest

	// A Deployment names a Build that this Service does not have. Never observed.
	statusUnknownBuild = http.StatusBadRequest

	// A Deployment names a Build that failed or is still building. Build
	// lifecycle: all clients wait for `completed`, so the answer is unknown.
	statusUndeployableBuild = http.StatusBadRequest

	// A live Build is deleted. The refusal and its text are observed, status and
	// code are not.
	statusLiveBuild = http.StatusConflict

	// A second Service with one UniqueName, or a second Variable with one Key. All
	// clients look first; that the first is refused is inferred, the second not
	// even that.
	statusDuplicateService  = http.StatusConflict
	statusDuplicateVariable = http.StatusConflict

	// An Environment without a Build is cleared again. One comment in an issue
	// says so; weaker than the same answer for the live Build.
	statusAlreadyClear = http.StatusConflict

	// A form with a Content-Type other than application/x-www-form-urlencoded.
	statusFormType = http.StatusBadRequest

	// A preflight: the headers that answer it are observed, its status is not.
	statusPreflight = http.StatusOK

	// A body with a Content-Encoding such as gzip, which no client sends.
	statusContentEncoding = http.StatusUnsupportedMediaType

	// PageSize outside 1 to 1000, a negative Page, a PageToken nobody issued, a
	// date filter that is no RFC 3339 date, a query that cannot be decoded. Pagination: "400 [guess]".
	statusBadQuery = http.StatusBadRequest
)

// Services.
const (
	// Whether `Hoot` and `hoot` are one UniqueName. The domain is lower-cased, but
	// its digits keep two of them apart.
	foldServiceNames = false
)

// Uploads.
const (
	// "25 MB" in the documentation could also mean 25,000,000 bytes.
	maxContentBytes = 25 << 20

	// A Function whose source is not valid UTF-8 could not be given back exactly by
	// FetchFunctionVersionContent, which is a JSON string: refuse it at upload
	// rather than damage it silently.
	refuseNonUTF8Functions = true

	// What an Asset is kept as when its part has no Content-Type.
	defaultContentType = "application/octet-stream"
)

// Builds.
const (
	// Case of `visibility` inside a Build: every published example says PUBLIC, the
	// only pasted wire data and three official clients say public.
	upperCaseVisibilityInBuilds = false

	// Two versions with one path in one Build: "behaviour unknown".
	refuseSamePathTwice = false

	// One version named twice in one Build counts once.
	collapseRepeatedVersions = true

	// What `latest` and a first Build without Runtime resolve to. That node22 is
	// the default is documented, that `latest` is the default is a guess.
	defaultRuntime = "node22"
)

// Environments and Variables.
const (
	// DomainSuffix keeps the case it came in, as UniqueName of a Service does;
	// domain names are lower-case, and uniqueness ignores case.
	lowerCaseDomainSuffix = false

	// `Value=` is a Variable with an empty value: the documentation limits only
	// the length.
	refuseEmptyVariable = false
)

// Sites: what is live, on the domain of its Environment.
const (
	// A private Function or Asset is asked for by URL. "Not reachable" could be a 403.
	statusPrivate = http.StatusNotFound

	// PUT, PATCH or DELETE, and POST to an Asset: "not supported", without a status.
	statusSiteMethod = http.StatusMethodNotAllowed

	// Assets allow every origin: last seen in 2020.
	assetOrigin = "*"

	// A Function and an Asset of one Build have one path: which is served is not
	// known, as is whether such a Build can be made at all.
	functionsBeforeAssets = true
)

// authRealm is the realm of the Basic challenge. Not documented for this API.
const authRealm = "Twilio API"

// runtimes are the values of Runtime that are accepted besides `latest`: node18
// is the oldest that some source still calls available, node24 is real since 2026
// though the official document ends at node22.
func runtimes() []string { return []string{"node18", "node20", "node22", "node24"} }

// defaultDependencies are added to a Build that does not name them. That these
// six are added is observed; their versions change with time and are the ones that
// one public deployment script of 2026 repeats (`fs` is npm's placeholder).
func defaultDependencies() []dependency {
	return []dependency{
		{Name: "twilio", Version: "5.0.3"},
		{Name: "@twilio/runtime-handler", Version: "2.1.2"},
		{Name: "fs", Version: "0.0.1-security"},
		{Name: "lodash", Version: "4.17.21"},
		{Name: "util", Version: "0.12.5"},
		{Name: "xmldom", Version: "0.6.0"},
	}
}

// runtimeHandlers are the versions of @twilio/runtime-handler that a Build may name:
// those that the documentation page "Handler" lists, those of older examples and
// changelog entries, and those that node24 upgrades from and to. Others on npm were
// observed to be refused (2.0.3, 2.1.0). Versions come and go: [Options.RuntimeHandlers] adds to the list.
func runtimeHandlers() []string {
	return []string{
		"1.0.1", "1.1.0", "1.1.1", "1.2.0", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.0", "1.3.1", "2.0.0", "2.0.1", "2.1.1", "2.1.2",
	}
}

// packageTags are the words that a Build may name instead of a version without
// failing. Any package may have any tag, which only npm knows; these are the usual ones.
func packageTags() []string {
	return []string{"latest", "next", "stable", "lts", "beta", "alpha", "canary", "rc", "dev", "nightly", "experimental"}
}

// logLevels are the levels of the lines that [Options.SeedLogs] writes. The
// documentation has them in lower case, the one strict client in upper case.
func logLevels() []string { return []string{"INFO", "WARN", "ERROR"} }
