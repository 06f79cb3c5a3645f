package emulator

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func factsOfEnvironments() []fact {
	const document = "official document, CreateEnvironment"
	create := func(a *api, service, name, suffix string) *answer {
		return a.post(service+"/Environments", "UniqueName", name, "DomainSuffix", suffix)
	}
	return []fact{
		{"A8.1", documented, document, "created with 201, with these properties", func(t *testing.T, a *api) {
			got := create(a, a.service("a"), "stage", "stage")
			assert.Regexp(t, `^ZE[0-9a-f]{32}$`, got.must(t, 201))
			got.fields(t,
				"sid account_sid service_sid build_sid unique_name domain_suffix domain_name date_created "+
					"date_updated url links")
			got.links(t, "variables deployments logs")
		}, nil},
		{"A8.2", documented, document,
			"UniqueName is required and has at most 100 characters, DomainSuffix at most 16", func(t *testing.T,
				a *api) {
				s := a.service("a")
				a.postOnly(s+"/Environments", "DomainSuffix", "x").refused(t, 400, 20001)
				create(a, s, strings.Repeat("x", 101), "").refused(t, 400, 20001)
				create(a, s, "x", strings.Repeat("x", 17)).refused(t, 400, 20001)
			}, nil},
		{"A8.3", observed, "acceptance tests of terraform-provider-twilio",
			"names of 1, 36 and 50 characters and suffixes of 1 and 16 work", func(t *testing.T, a *api) {
				s := a.service("a")
				create(a, s, "x", "x").must(t, 201)
				create(a, s, strings.Repeat("x", 36), strings.Repeat("y", 16)).must(t, 201)
				create(a, s, strings.Repeat("x", 50), "z").must(t, 201)
			}, nil},
		{"A8.4", observed, "twilly reads it as optional", "domain_suffix is null when there is none",
			func(t *testing.T, a *api) {
				a.post(a.service("a")+"/Environments", "UniqueName", "production").is(t, "domain_suffix", nil)
			}, nil},
		{"A8.5", documented, "official document, Environment", "build_sid is null until a Build is deployed",
			func(t *testing.T, a *api) {
				service, _, build := a.built("a")
				env := a.environment(service, "x", "x")
				a.get(env).is(t, "build_sid", nil)
				a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
				a.get(env).is(t, "build_sid", build)
			}, nil},
		{"A8.6", documented, "API overview: thanos-3432-dev.twil.io",
			"domain_name is the name in lower case, four digits and the suffix", func(t *testing.T, a *api) {
				s := a.service("Thanos")
				assert.Regexp(t, `^thanos-\d{4}-dev\.twil\.io$`, create(a, s, "x", "dev").str("domain_name"))
				assert.Regexp(t, `^thanos-\d{4}\.twil\.io$`, create(a, s, "y", "").str("domain_name"))
			}, nil},
		{"B5.1", observed, "terraform-provider-twilio issue 78, twilio-cli issue 211",
			"UniqueName and DomainSuffix are unique in a Service, in these words", func(t *testing.T, a *api) {
				s := a.service("a")
				create(a, s, "x", "x").must(t, 201)
				for _, again := range []*answer{create(a, s, "x", "y"), create(a, s, "y", "x")} {
					assert.Equal(t, "Environment with this UniqueName or DomainSuffix already exists.",
						again.refused(t, 409, 20409))
				}
				create(a, a.service("b"), "x", "x").must(t, 201)
			}, nil},
		{"B5.2", observed, "end-to-end tests of flex-plugin-builder",
			"an Environment with a live Deployment can be deleted, its Build after it", func(t *testing.T, a *api) {
				service, _, environment, build, _ := a.live("a")
				a.delete(environment).must(t, 204)
				a.get(environment).refused(t, 404, 20404)
				a.delete(service+"/Builds/"+build).must(t, 204)
			}, nil},
	}
}

func factsOfVariables() []fact {
	const document = "official document, CreateVariable"
	variables := func(a *api) string { return a.environment(a.service("a"), "x", "x") + "/Variables" }
	return []fact{
		{"A9.1", documented, document, "created with 201, with these properties and without links",
			func(t *testing.T, a *api) {
				got := a.post(variables(a), "Key", "new-key", "Value", "v")
				assert.Regexp(t, `^ZV[0-9a-f]{32}$`, got.must(t, 201))
				got.fields(t, "sid account_sid service_sid environment_sid key value date_created date_updated url")
			}, nil},
		{"A9.2", documented, document, "Key has at most 128 characters, Value at most 450 bytes",
			func(t *testing.T, a *api) {
				v := variables(a)
				a.post(v, "Key", strings.Repeat("k", 129), "Value", "v").refused(t, 400, 20001)
				a.post(v, "Key", "k", "Value", strings.Repeat("v", 451)).refused(t, 400, 20001)
				a.post(v, "Key", "k", "Value", strings.Repeat("é", 226)).refused(t, 400, 20001)
				a.post(v, "Key", strings.Repeat("k", 128), "Value", strings.Repeat("v", 450)).must(t, 201)
			}, nil},
		{"A9.3", observed, "acceptance tests of terraform-provider-twilio", "a Key may have a hyphen",
			func(t *testing.T, a *api) {
				a.post(variables(a), "Key", "test-key", "Value", "v").must(t, 201)
			}, nil},
		{"A9.4", observed, "a provisioning script that reads back and compares",
			"the value is returned as it was sent", func(t *testing.T, a *api) {
				const value = " $a=\"1\"&b\\n\n%41+ü "
				v := variables(a)
				sid := a.post(v, "Key", "k", "Value", value).must(t, 201)
				a.get(v+"/"+sid).is(t, "value", value)
			}, nil},
		{"A9.5", documented, "official document, UpdateVariable", "Key and Value can be changed one by one",
			func(t *testing.T, a *api) {
				v := variables(a)
				one := v + "/" + a.post(v, "Key", "k", "Value", "v").must(t, 201)
				a.post(one, "Key", "k2").is(t, "value", "v")
				a.post(one, "Value", "v2").is(t, "key", "k2")
				a.get(one).is(t, "value", "v2")
			}, nil},
		{"A9.6", observed, "acceptance tests of twilio-sdk-go", "an update without fields is accepted",
			func(t *testing.T, a *api) {
				v := variables(a)
				assert.Equal(t, 200, a.post(v+"/"+a.post(v, "Key", "k", "Value", "v").must(t, 201)).status)
			}, nil},
		{"A9.7", documented, "page Environment Variables", "Variables need no Deployment to take effect",
			func(t *testing.T, a *api) {
				_, _, environment, build, _ := a.live("a")
				sid := a.post(environment+"/Variables", "Key", "k", "Value", "v").must(t, 201)
				a.get(environment+"/Variables/"+sid).is(t, "value", "v")
				a.get(environment).is(t, "build_sid", build)
			}, nil},
		{"A9.8", documented, "official document, DeleteVariable", "a Variable is deleted with 204",
			func(t *testing.T, a *api) {
				v := variables(a)
				one := v + "/" + a.post(v, "Key", "k", "Value", "v").must(t, 201)
				a.delete(one).must(t, 204)
				a.get(one).refused(t, 404, 20404)
			}, nil},
		{"A9.9", documented, "page Environment Variables",
			"what a Function gets besides its Variables is not in the list", func(t *testing.T, a *api) {
				_, _, environment, _, _ := a.live("a")
				assert.Empty(t, a.get(environment+"/Variables").items())
			}, nil},
	}
}

func factsOfDeployments() []fact {
	const document = "official document, CreateDeployment"
	return []fact{
		{"A10.1", documented, document, "created with 201, with these properties and without links",
			func(t *testing.T, a *api) {
				_, _, environment, build, deployment := a.live("a")
				got := a.get(environment + "/Deployments/" + deployment)
				assert.Regexp(t, `^ZD[0-9a-f]{32}$`, deployment)
				got.fields(t, "sid account_sid service_sid environment_sid build_sid date_created date_updated url")
				got.is(t, "build_sid", build)
			}, nil},
		{"A10.2", observed, "four acceptance tests of terraform-provider-twilio", "date_updated is null",
			func(t *testing.T, a *api) {
				_, _, environment, _, deployment := a.live("a")
				a.get(environment+"/Deployments/"+deployment).is(t, "date_updated", nil)
			}, nil},
		{"A10.3", observed, "acceptance tests of terraform-provider-twilio",
			"the newest comes first, and those before stay listed", func(t *testing.T, a *api) {
				service, _, environment, build, first := a.live("a")
				zn := a.get(service + "/Builds/" + build).json["function_versions"].([]any)[0].(map[string]any)["sid"].(string)
				other := a.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
				second := a.post(environment+"/Deployments", "BuildSid", other).must(t, 201)
				assert.Equal(t, []string{second, first}, a.get(environment+"/Deployments").items())
				a.get(environment).is(t, "build_sid", other)
			}, nil},
		{"A10.4", documented, "page Deployment", "a Deployment is never updated or deleted",
			func(t *testing.T, a *api) {
				_, _, environment, _, deployment := a.live("a")
				assert.GreaterOrEqual(t, a.delete(environment+"/Deployments/"+deployment).status, 400)
				assert.GreaterOrEqual(t, a.post(environment+"/Deployments/"+deployment).status, 400)
			}, nil},
		{"A10.5", documented, "official document, Deployment", "IsPlugin is accepted and not shown",
			func(t *testing.T, a *api) {
				service, _, build := a.built("a")
				got := a.post(a.environment(service, "x", "x")+"/Deployments", "BuildSid", build, "IsPlugin", "true")
				got.must(t, 201)
				assert.NotContains(t, got.raw, "lugin")
			}, nil},
		{"A10.6", documented, "page Deployment", "without BuildSid the Environment is cleared",
			func(t *testing.T, a *api) {
				_, _, environment, _, _ := a.live("a")
				a.post(environment+"/Deployments").must(t, 201)
				a.get(environment).is(t, "build_sid", nil)
			}, nil},
		{"A10.7", observed, "twilio-sdk-go and destroy of terraform-provider-twilio",
			"clearing makes a Deployment with a SID of its own", func(t *testing.T, a *api) {
				_, _, environment, _, first := a.live("a")
				second := a.post(environment+"/Deployments").must(t, 201)
				assert.Equal(t, []string{second, first}, a.get(environment+"/Deployments").items())
			}, nil},
		{"A10.8", observed, "serverless-api issue 27, serverless-toolkit issue 171",
			"the live Build again is a 409 in these words", func(t *testing.T, a *api) {
				_, _, environment, build, _ := a.live("a")
				got := a.post(environment+"/Deployments", "BuildSid", build)
				assert.Equal(t, "Environment already has requested deployment.", got.refused(t, 409, 20409))
				assert.Len(t, a.get(environment+"/Deployments").items(), 1)
			}, nil},
	}
}

func factsOfLogs() []fact {
	const document = "official document, ListLog"
	logged := &Options{SeedLogs: 3}
	return []fact{
		{"A11.1", documented, document, "a log line has these properties", func(t *testing.T, a *api) {
			_, _, environment, build, deployment := a.live("a")
			all := a.get(environment + "/Logs").items()
			require.Len(t, all, 3)
			got := a.get(environment + "/Logs/" + all[0])
			assert.Regexp(t, `^NO[0-9a-f]{32}$`, got.sid())
			got.fields(t,
				"sid account_sid service_sid environment_sid build_sid deployment_sid function_sid request_sid level message date_created url")
			assert.Regexp(t, `^RQ[0-9a-f]{32}$`, got.str("request_sid"))
			got.is(t, "build_sid", build)
			got.is(t, "deployment_sid", deployment)
		}, logged},
		{"A11.2", documented, document, "logs can be asked for by Function and by date", func(t *testing.T, a *api) {
			_, function, environment, _, _ := a.live("a")
			assert.Len(t, a.get(environment+"/Logs?FunctionSid="+tail(function)).items(), 3)
			assert.Empty(t, a.get(environment+"/Logs?FunctionSid="+unknown("ZH")).items())
			assert.Empty(t, a.get(environment+"/Logs?EndDate=2018-11-10T20:00:00Z").items())
			assert.Len(t, a.get(environment+"/Logs?StartDate=2018-11-10T20:00:00Z").items(), 3)
		}, logged},
		{"A11.3", documented, document, "StartDate is by default a day ago", func(t *testing.T, a *api) {
			_, function, environment, _, _ := a.live("a")
			for _, ago := range []time.Duration{23 * time.Hour, 25 * time.Hour} {
				_, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(environment), FunctionSID: tail(function),
					Date: time.Now().Add(-ago), Message: ago.String()})
				require.NoError(t, err)
			}
			assert.Len(t, a.get(environment+"/Logs").items(), 1)
		}, nil},
		{"A11.6", documented, document, "EndDate is by default now", func(t *testing.T, a *api) {
			_, function, environment, _, _ := a.live("a")
			for _, ahead := range []time.Duration{-time.Minute, time.Minute} {
				_, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(environment), FunctionSID: tail(function),
					Date: time.Now().Add(ahead), Message: "x"})
				require.NoError(t, err)
			}
			assert.Len(t, a.get(environment+"/Logs").items(), 1)
			assert.Len(t,
				a.get(environment+"/Logs?EndDate="+url.QueryEscape(date(time.Now().Add(time.Hour)))).items(), 2)
		}, nil},
		{"A11.4", documented, "official document, example of ListLog",
			"URLs of pages repeat the filters, in this order", func(t *testing.T, a *api) {
				_, function, environment, _, _ := a.live("a")
				zh := tail(function)
				got := a.get(environment + "/Logs?FunctionSid=" + zh +
					"&EndDate=2018-11-11T20:00:00Z&StartDate=2018-11-10T20:00:00Z")
				assert.Equal(
					t, "https://serverless.twilio.com"+environment+
						"/Logs?StartDate=2018-11-10T20%3A00%3A00Z&EndDate=2018-11-11T20%3A00%3A00Z&FunctionSid="+
						zh+"&PageSize=50&Page=0", got.meta("first_page_url"))
			}, nil},
		{"A11.5", documented, "page Logs", "log lines are not created or deleted by the API",
			func(t *testing.T, a *api) {
				_, _, environment, _, _ := a.live("a")
				one := environment + "/Logs/" + a.get(environment + "/Logs").items()[0]
				assert.GreaterOrEqual(t, a.delete(one).status, 400)
				assert.GreaterOrEqual(t, a.post(environment+"/Logs", "Message", "x").status, 400)
			}, logged},
	}
}
