package mutants

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func buildBugs() []bug {
	const create = "CreateBuild"
	listed := func(body object, name string) []any {
		all, _ := body[name].([]any)
		return all
	}
	return []bug{
		{"an empty Build has another code", create, "builds/empty-is-refused", code(create, 400, 20404)},
		{"an empty Build is unprocessable", create, "builds/empty-is-refused", status(create, 400, 422)},
		{"an empty Build is made", create, "builds/empty-is-refused", accepts(create, 400)},
		{"a Build is born completed", create, "builds/create-answers-while-building",
			set(create, "status", "completed")},
		{"a Build drops a Function Version", create, "builds/have-the-versions-that-were-sent",
			forms(create, func(f url.Values) {
				f["FunctionVersions"] = f["FunctionVersions"][:min(1, len(f["FunctionVersions"]))]
			})},
		{"a Build drops the Asset Versions", create, "builds/have-the-versions-that-were-sent",
			dropped(create, "AssetVersions")},
		{"a Build takes a version that was not sent", "FetchBuild", "builds/have-the-versions-that-were-sent",
			answers("FetchBuild", func(_ *http.Request, status int, body object) int {
				if all := listed(body, "function_versions"); len(all) > 0 {
					body["function_versions"] = append(all, all[0])
				}
				return status
			})},
		{"a Build of Assets alone is refused", create, "builds/of-assets-alone",
			refuses(create, 400, 20001, sizes("FunctionVersions", 0))},
		{"versions in a Build lose their visibility", create, "builds/describe-their-versions",
			answers(create, func(_ *http.Request, status int, body object) int {
				for _, v := range slices.Concat(listed(body, "function_versions"), listed(body, "asset_versions")) {
					v.(object)["visibility"] = "public"
				}
				return status
			})},
		{"default dependencies are missing", create, "builds/default-dependencies",
			set(create, "dependencies", []any{})},
		{"defaults are missing next to dependencies that were sent", "FetchBuild",
			"builds/have-the-dependencies-that-were-sent",
			answers("FetchBuild", func(_ *http.Request, status int, body object) int {
				body["dependencies"] = slices.DeleteFunc(listed(body, "dependencies"),
					func(d any) bool { return d.(object)["name"] == "@twilio/runtime-handler" })
				return status
			})},
		{"the defaults win over what was sent", create, "builds/have-the-dependencies-that-were-sent",
			packagesSent(func(name string) bool { return name == "twilio" })},
		{"dependencies that were sent are dropped", create, "builds/have-the-dependencies-that-were-sent",
			packagesSent(func(name string) bool { return name == "lodash" })},
		{"extra quotes around dependencies are not understood", create, "builds/dependencies-in-extra-quotes",
			forms(create, func(f url.Values) {
				if strings.HasPrefix(f.Get("Dependencies"), `"`) {
					f.Set("Dependencies", "no JSON")
				}
			})},
		{"an empty array of dependencies is refused", create, "builds/no-dependencies-as-an-empty-array",
			refuses(create, 400, 20001, sizes("Dependencies", 2))},
		{"dependencies that are no JSON are ignored", create, "builds/dependencies-that-are-not-json-are-refused",
			forms(create, func(f url.Values) {
				if f.Has("Dependencies") && !json.Valid([]byte(unquoted(f.Get("Dependencies")))) {
					f.Del("Dependencies")
				}
			})},
		{"an unknown runtime handler is accepted", create, "builds/unknown-runtime-handler-is-refused",
			packagesSent(func(name string) bool { return name == "@twilio/runtime-handler" })},
		{"the Runtime is not kept", create, "builds/runtime-is-kept", dropped(create, "Runtime")},
		{"a later Build has the default Runtime", create, "builds/runtime-is-kept", forms(create, func(f url.Values) {
			if !f.Has("Runtime") {
				f.Set("Runtime", "latest")
			}
		})},
		{"a retired Runtime is accepted", create, "builds/retired-runtime-is-refused",
			forms(create, func(f url.Values) {
				if f.Get("Runtime") == "node10" {
					f.Set("Runtime", "latest")
				}
			})},
		{"latest is no Runtime", create, "builds/latest-runtime-is-accepted", forms(create, func(f url.Values) {
			if f.Get("Runtime") == "latest" {
				f.Set("Runtime", "unheard-of")
			}
		})},
		{"node24 is no Runtime", create, "builds/node24-is-accepted", forms(create, func(f url.Values) {
			if f.Get("Runtime") == "node24" {
				f.Set("Runtime", "unheard-of")
			}
		})},
		{"an unknown version next to a known one is accepted", create, "builds/unknown-version-is-refused",
			forms(create, func(f url.Values) {
				if len(f["FunctionVersions"]) > 1 {
					f["FunctionVersions"] = slices.DeleteFunc(f["FunctionVersions"], noSID)
				}
			})},
		{"a version of another Service is accepted", create, "builds/version-of-another-service-is-refused",
			accepts(create, 400)},
		{"numbered keys are read", create, "builds/numbered-keys-are-not-read", forms(create, func(f url.Values) {
			for name, values := range f {
				if plain, _, numbered := strings.Cut(name, "["); numbered {
					f[plain] = append(f[plain], values...)
				}
			}
		})},
	}
}

// packagesSent leaves packages out of the dependencies that were sent.
func packagesSent(out func(name string) bool) planting {
	return forms("CreateBuild", func(f url.Values) {
		var all []struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		}
		if json.Unmarshal([]byte(f.Get("Dependencies")), &all) != nil {
			return
		}
		kept := all[:0]
		for _, p := range all {
			if !out(p.Name) {
				kept = append(kept, p)
			}
		}
		text, err := marshal(kept)
		if err == nil {
			f.Set("Dependencies", string(text))
		}
	})
}
