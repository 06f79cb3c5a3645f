package project

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func settings(t *testing.T, file, text string, scope Scope) (Settings, []string) {
	t.Helper()
	c, err := parseConfig(file, []byte(text))
	require.NoError(t, err)
	s, warnings, err := c.Settings(scope)
	require.NoError(t, err)
	return s, warnings
}

// Both forms say the same.
func TestConfig_forms(t *testing.T) {
	t.Parallel()
	want := Settings{
		ServiceName: "shop", Environment: "stage", EnvFile: ".env.stage", LoadSystemEnv: true,
		FunctionsFolder: "./dist",
		AssetsFolder:    "public",
		NoAssets:        true, Runtime: "node22", Region: "ie1", Edge: "dublin",
	}
	s, warnings := settings(t, ".twilioserverlessrc", `{
		// as the templates write it
		commands: {}, "environments": {}, "projects": {},
		'serviceName': "shop", "environment": "stage", "env": ".env.stage", "loadSystemEnv": true,
		"functionsFolder": "./dist" /* built */, "assetsFolder": "public", "assets": false, "functions": true,
		"runtime": "node22", "region": "ie1", "edge": "dublin",
		"logLevel": "debug", "port": 3000, "ngrok": null, "buildSid": null, "tail": true,
	}`, Scope{})
	assert.Equal(t, want, s)
	assert.Empty(t, warnings)
	s, warnings = settings(t, ".twilioserverlessrc.yml", `
serviceName: shop
environment: stage
env: .env.stage
loadSystemEnv: true
functionsFolder: ./dist # built
assetsFolder: public
assets: false
runtime: node22
region: ie1
edge: dublin
`, Scope{})
	assert.Equal(t, want, s)
	assert.Empty(t, warnings)
}

const layered = `{
	serviceName: "top", env: ".top", runtime: "node18",
	commands: {deploy: {runtime: "node20", functionsFolder: "dist"}, start: {env: ".local"}, list: {anything: 1}},
	environments: {
		dev: {env: ".dev"}, stage: {env: ".stage", runtime: "node22", environment: "prod"}, "*": {env: ".prod"},
	},
	projects: {
		ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: {serviceSid: "ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", runtime: "node24"},
		"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:ie1": {serviceName: "ireland"},
		ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: {environment: "stage"},
	},
}`

func TestConfig_layers(t *testing.T) {
	t.Parallel()
	const a, b, key = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
		"SKcccccccccccccccccccccccccccccccc"
	for name, test := range map[string]struct {
		scope Scope
		want  Settings
	}{
		"nothing is asked for": {Scope{}, Settings{ServiceName: "top", EnvFile: ".dev", Runtime: "node20"}},
		"an Environment": {Scope{Environment: "stage"},
			Settings{ServiceName: "top", Environment: "stage", EnvFile: ".stage", Runtime: "node22"}},
		"another one": {Scope{Environment: "qa"},
			Settings{ServiceName: "top", Environment: "qa", EnvFile: ".top", Runtime: "node20"}},
		"production": {Scope{Production: true}, Settings{ServiceName: "top", Production: true, EnvFile: ".prod",
			Runtime: "node20"}},
		"an account": {Scope{Accounts: []string{key, a}}, Settings{
			ServiceSID: "ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ServiceName: "top", EnvFile: ".dev", Runtime: "node24",
		}},
		"an account over an Environment": {Scope{Accounts: []string{a}, Environment: "stage"}, Settings{
			ServiceSID: "ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ServiceName: "top", Environment: "stage",
			EnvFile: ".stage",
			Runtime: "node24",
		}},
		"its region": {Scope{Accounts: []string{a}, Region: "ie1"},
			Settings{ServiceName: "ireland", EnvFile: ".dev", Runtime: "node20"}},
		"a region without a section": {Scope{Accounts: []string{a}, Region: "au1"},
			Settings{ServiceName: "top", EnvFile: ".dev", Runtime: "node20"}},
		"an account names the Environment": {Scope{Accounts: []string{b}},
			Settings{ServiceName: "top", Environment: "stage", EnvFile: ".stage", Runtime: "node22"}},
		"a flag names another one": {Scope{Accounts: []string{b}, Environment: "qa"},
			Settings{ServiceName: "top", Environment: "qa", EnvFile: ".top", Runtime: "node20"}},
	} {
		test.want.FunctionsFolder = "dist"
		s, warnings := settings(t, ".twilioserverlessrc", layered, test.scope)
		assert.Equal(t, test.want, s, name)
		if s.Environment == "stage" {
			assert.Equal(t, []string{".twilioserverlessrc: environments.stage.environment is not read there, since " +
				"the section was chosen by the Environment"}, warnings, name)
		} else {
			assert.Empty(t, warnings, name)
		}
	}
	assert.Equal(t, "ZSa", Settings{ServiceSID: "ZSa", ServiceName: "b"}.Service())
	assert.Equal(t, "b", Settings{ServiceName: "b"}.Service())
}

// No configuration sends a deploy to production that says another Environment too.
func TestConfig_place(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Settings{
		`{"production": true, "commands": {"deploy": {"environment": "stage"}}}`: {Environment: "stage"},
		`{"environment": "stage", "commands": {"deploy": {"production": true}}}`: {
			Environment: "stage", Production: true},
		`{"environment": "stage", "production": false}`:                      {Environment: "stage"},
		`{"environment": "Stage", "environments": {"stage": {"env": ".s"}}}`: {Environment: "Stage", EnvFile: ".s"},
		`{"environment": "stage", "environments": {"STAGE": {"env": ".s"}}}`: {Environment: "stage", EnvFile: ".s"},
		`{"environment": "qa", "environments": {"QA": {"env": "1"}, "qa": {"env": "2"}}}`: {Environment: "qa",
			EnvFile: "2"},
	} {
		got, warnings := settings(t, ".twilioserverlessrc", text, Scope{})
		assert.Equal(t, want, got, text)
		assert.Empty(t, warnings, text)
	}
	for _, text := range []string{
		`{"environment": "stage", "production": true}`,
		`{"commands": {"deploy": {"production": true, "environment": "stage"}}}`,
	} {
		c, err := parseConfig("rc", []byte(text))
		require.NoError(t, err)
		_, _, err = c.Settings(Scope{})
		require.ErrorContains(t, err, "environment and ", text)
		require.ErrorContains(t, err, "production exclude each other: remove one", text)
		got, _, err := c.Settings(Scope{Environment: "qa"})
		require.NoError(t, err)
		assert.Equal(t, Settings{Environment: "qa"}, got)
	}
}

// What is about serving the project counts where it is served, commands.start over commands.deploy.
func TestConfig_start(t *testing.T) {
	t.Parallel()
	const text = `{
		"port": "8000", "detailedLogs": true, "loadLocalEnv": true, "ngrok": "shop", "legacyMode": false,
		"commands": {"deploy": {"runtime": "node20", "env": ".env"}, "start": {"port": 8080, "env": ".local"}}
	}`
	s, warnings := settings(t, ".twilioserverlessrc", text, Scope{Start: true})
	port := 8080
	assert.Equal(t, Settings{Port: &port, DetailedLogs: true, LoadSystemEnv: true, Runtime: "node20",
		EnvFile: ".local"}, s)
	assert.Equal(t, []string{".twilioserverlessrc: ngrok is not read: no tunnel is built in; " +
		"start one and pass its address as --public-url"}, warnings)
	s, warnings = settings(t, ".twilioserverlessrc", text, Scope{})
	assert.Equal(t, Settings{Runtime: "node20", EnvFile: ".env"}, s)
	assert.Empty(t, warnings)

	for _, wrong := range []string{`"port": 65536`, `"port": -1`, `"port": 1.5`, `"port": []`, `"port": "http"`,
		`"detailedLogs": "yes"`} {
		c, err := parseConfig("rc", []byte("{"+wrong+"}"))
		require.NoError(t, err)
		_, _, err = c.Settings(Scope{Start: true})
		assert.ErrorContains(t, err, wrong[1:strings.Index(wrong, `":`)], wrong)
		_, _, err = c.Settings(Scope{})
		assert.NoError(t, err, wrong)
	}
}

func TestConfig_warnings(t *testing.T) {
	t.Parallel()
	_, warnings := settings(t, ".twilioserverlessrc.json", `{
		"username": "x", "functionsFolderName": "dist", "outputFormat": "json", "colour": "blue", "cwd": null,
		"commands": {"deploy": {"shape": 1}}
	}`, Scope{})
	assert.Equal(t, []string{
		".twilioserverlessrc.json: colour is not known and not read",
		".twilioserverlessrc.json: functionsFolderName is not read: the name is functionsFolder",
		".twilioserverlessrc.json: outputFormat is not read: give -o json",
		".twilioserverlessrc.json: username is not read: credentials come from the environment or from .env",
		".twilioserverlessrc.json: commands.deploy.shape is not known and not read",
	}, warnings)
}

// TestConfig_repeated: of two members of one name the last one counts, and the user is told.
func TestConfig_repeated(t *testing.T) {
	t.Parallel()
	s, warnings := settings(t, ".twilioserverlessrc",
		`{"serviceName":"one","serviceName":"two","commands":{"deploy":{"env":".a","env":".b"}}}`, Scope{})
	assert.Equal(t, "two", s.ServiceName)
	assert.Equal(t, ".b", s.EnvFile)
	assert.Equal(t, []string{
		".twilioserverlessrc: commands.deploy.env is there more than once, the last one counts",
		".twilioserverlessrc: serviceName is there more than once, the last one counts",
	}, warnings)
}

func TestConfig_refused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{serviceName: 5}`: "serviceName is a number where a string is needed",
		`{production: "yes", functions: "off"}`: "production is a string where true or false is needed; functions is " +
			"a string where true or false is needed",
		`{environment: false}`:            "environment is true or false where a string is needed",
		`{serviceSid: "ZSxyz"}`:           "serviceSid is not ZS and 32 hexadecimal digits",
		`{environments: []}`:              "environments is a list where an object is needed",
		`{environments: {dev: "x"}}`:      "environments.dev is a string where an object is needed",
		`{commands: {deploy: {env: {}}}}`: "commands.deploy.env is an object where a string is needed",
	} {
		c, err := parseConfig(".twilioserverlessrc", []byte(text))
		require.NoError(t, err)
		_, _, err = c.Settings(Scope{})
		assert.EqualError(t, err, "configuration .twilioserverlessrc: "+want)
	}
	for file, test := range map[string][2]string{
		".twilioserverlessrc": {"{\n  serviceName: 'x'\n  env: 1 }",
			"configuration .twilioserverlessrc cannot be decoded: line 3: "},
		".twilioserverlessrc.json": {`["a"]`,
			"configuration .twilioserverlessrc.json holds a list where an object of settings is needed"},
		"two.yaml":                 {"serviceName: a\n---\nserviceName: b\n", "it has more than one document"},
		".twilioserverlessrc.yml":  {"a: [", "configuration .twilioserverlessrc.yml cannot be decoded: line 1: "},
		"twice.yaml":               {"a: 1\na: 2\n", `cannot be decoded: line 2: mapping key "a" already defined at line 1`},
		"key.yaml":                 {"[a]: b\n", "cannot be decoded: a key is a list or an object where text is needed"},
		".twilioserverlessrc.yaml": {"just text", "holds a string where an object"},
		".twilioserverlessrc.js": {"module.exports = {}",
			"is a program, which is not executed; write what it exports as JSON into .twilioserverlessrc " +
				"and remove it"},
		"twilioserverless.config.cjs": {"module.exports = {}", "is a program"},
		"wide.json":                   {"\xff\xfe{\x00}\x00", "configuration wide.json: is text in UTF-16"},
		"wide.yaml":                   {"\xff\xfe[\x00]\x00", "configuration wide.yaml holds a list"},
		".twilioserverlessrc.json5": {strings.Repeat(" ", maxConfigSize+1),
			"has 1048577 bytes, the limit is 1048576"},
	} {
		_, err := parseConfig(file, []byte(test[0]))
		assert.ErrorContains(t, err, test[1], file)
	}
}

func TestReadConfig(t *testing.T) {
	t.Parallel()
	read := func(tree fstest.MapFS) (string, string) {
		c, err := (&Project{FS: tree}).ReadConfig("")
		require.NoError(t, err)
		if c == nil {
			return "", ""
		}
		s, _, err := c.Settings(Scope{})
		require.NoError(t, err)
		return c.File, s.ServiceName
	}
	named := func(name string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`{"serviceName": "` + name + `"}`)}
	}
	file, name := read(fstest.MapFS{})
	assert.Equal(t, "", file+name)
	tree := fstest.MapFS{".twilioserverlessrc.yml": named("yml"), ".twilioserverlessrc.js": named("js")}
	file, name = read(tree)
	assert.Equal(t, ".twilioserverlessrc.yml yml", file+" "+name)
	tree[".twilioserverlessrc"] = named("rc")
	_, name = read(tree)
	assert.Equal(t, "rc", name)
	tree["package.json"] = &fstest.MapFile{Data: []byte(`{"name": "x"}`)}
	_, name = read(tree)
	assert.Equal(t, "rc", name)
	tree["package.json"] = &fstest.MapFile{Data: []byte(`{"twilioserverless": {"serviceName": "package"}}`)}
	file, name = read(tree)
	assert.Equal(t, `package.json, "twilioserverless" package`, file+" "+name)
	file, _ = read(fstest.MapFS{".twilioserverlessrc": {}})
	assert.Equal(t, ".twilioserverlessrc", file, "an empty file says nothing")

	_, err := (&Project{FS: fstest.MapFS{".twilioserverlessrc.js": {}}}).ReadConfig("")
	assert.ErrorContains(t, err, "is a program")
	other := filepath.Join(t.TempDir(), "other.json")
	_, err = (&Project{FS: tree}).ReadConfig(other)
	assert.ErrorContains(t, err, "no such file")
	write(t, other, `{"serviceName": "other"}`)
	c, err := (&Project{FS: tree}).ReadConfig(other)
	require.NoError(t, err)
	assert.Equal(t, "other.json", c.File)

	s, warnings, err := (*Config)(nil).Settings(Scope{})
	assert.Equal(t, Settings{}, s)
	assert.Empty(t, warnings)
	assert.NoError(t, err)
}

// Whatever the file holds, it is settings or an error.
func FuzzConfig(f *testing.F) {
	f.Add(false, layered)
	f.Add(false, `{a:1,}`)
	f.Add(true, "a: &x [*x]\nenvironments: {dev: {env: 1}}")
	f.Add(true, "? {}\n: 1")
	f.Fuzz(func(t *testing.T, asYAML bool, text string) {
		name := ".twilioserverlessrc"
		if asYAML {
			name += ".yml"
		}
		c, err := parseConfig(name, []byte(text))
		if err != nil {
			return
		}
		_, _, _ = c.Settings(Scope{Accounts: []string{"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, Environment: "dev"})
	})
}

func TestDeployedService(t *testing.T) {
	t.Parallel()
	const account, sid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	scope := Scope{Accounts: []string{account}}
	for text, want := range map[string]string{
		`{}`: "",
		`{"` + account + `:us1": {"serviceSid": "` + sid +
			`", "latestBuild": "ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}`: sid,
		"\ufeff" + `{"` + account + `": {"serviceSid": "` + sid + `"}}`: sid,
		`{"` + account + `": {"serviceSid": "` + sid +
			`"}}`: sid,
		`{"` + account + `:ie1": {"serviceSid": "` + sid +
			`"}}`: "",
		`{"ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:us1": {"serviceSid": "` + sid +
			`"}}`: "",
	} {
		got, err := (&Project{FS: fstest.MapFS{DeployInfoFile: {Data: []byte(text)}}}).DeployedService(scope)
		require.NoError(t, err)
		assert.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		`{`: ".twiliodeployinfo is damaged: it is not valid JSON at line 1, column 1",
		`[]`: ".twiliodeployinfo is damaged: line 1, column 1: the document is a JSON array where " +
			"an object is needed",
		`{"` + account + `":7}`: ".twiliodeployinfo is damaged: ",
		`{"` + account + `": {"serviceSid": "` + sid + `"}, "` + account + `": {}}`: ".twiliodeployinfo has " +
			account + " more than once; give --service",
		`{"` + account + `": {"serviceSid": "../x"}}`: ".twiliodeployinfo: serviceSid is not ZS and 32",
	} {
		_, err := (&Project{FS: fstest.MapFS{DeployInfoFile: {Data: []byte(text)}}}).DeployedService(scope)
		assert.ErrorContains(t, err, want)
	}
	got, err := (&Project{FS: fstest.MapFS{}}).DeployedService(scope)
	assert.Equal(t, "", got)
	assert.NoError(t, err)
}

func TestAddVariables(t *testing.T) {
	t.Parallel()
	environment := func(name string) string {
		return map[string]string{"A": "new", "Z": "last", "LONG": strings.Repeat("s", 451), "ACCOUNT_SID": "x"}[name]
	}
	p := &Project{Variables: []Variable{{"A", "old"}, {"M", "m"}}, Skipped: []string{"B", "Z"}}
	require.NoError(t, p.AddVariables([]string{"Z", "A"}, environment))
	assert.Equal(t, []Variable{{"A", "new"}, {"M", "m"}, {"Z", "last"}}, p.Variables)
	assert.Equal(t, []string{"B"}, p.Skipped)
	require.NoError(t, p.AddVariables(nil, environment))
	for name, want := range map[string]string{
		"MISSING":     "MISSING is not set in the process environment",
		".env":        `".env" is not the name of a variable of the process environment; --env-file reads a file`,
		"ACCOUNT_SID": "ACCOUNT_SID is never a Variable", "LONG": "the value of the Variable LONG has 451 bytes",
		"A=b": `"A=b" is not the name`,
	} {
		err := p.AddVariables([]string{name}, environment)
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "ssss")
	}
	assert.Len(t, p.Variables, 3, "a refusal changes nothing")
}

func TestLoad_fill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".env"), "A=\nB=file\nC=\n")
	p, err := Load(dir, &Options{Fill: func(key string) string {
		return map[string]string{"A": "system",
			"B": "system"}[key]
	}})
	require.NoError(t, err)
	assert.Equal(t, []Variable{{"A", "system"}, {"B", "file"}}, p.Variables)
	assert.Equal(t, []string{"C"}, p.Skipped)
}

// TestConfig_empty: a text that is given and empty is a mistake that names it, wherever it stands
// in the file; null and absence say nothing, as the templates of twilio-run have them.
func TestConfig_empty(t *testing.T) {
	t.Parallel()
	account := "AC" + strings.Repeat("1", 32)
	keys := []string{"environment"}
	for key := range (&Settings{}).texts() {
		keys = append(keys, key)
	}
	for _, key := range keys {
		for where, text := range map[string]string{
			"":                          `{%q: %s}`,
			"commands.deploy.":          `{commands: {deploy: {%q: %s}}}`,
			"environments.dev.":         `{environments: {dev: {%q: %s}}}`,
			"projects." + account + ".": `{projects: {` + account + `: {%q: %s}}}`,
		} {
			if key == "environment" && where == "environments.dev." {
				continue // it is not read there, which a warning says
			}
			for _, value := range []string{`""`, `" "`, `"\t"`, "null"} {
				c, err := parseConfig(".twilioserverlessrc", fmt.Appendf(nil, text, key, value))
				require.NoError(t, err)
				_, _, err = c.Settings(Scope{Accounts: []string{account}})
				if value == "null" {
					assert.NoError(t, err, text)
					continue
				}
				want := "configuration .twilioserverlessrc: " + where + key + " is empty: give a value, or remove it"
				assert.EqualError(t, err, want, "%s as %s", key, value)
			}
		}
	}
}
