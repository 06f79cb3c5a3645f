package negations

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// inBuilds changes one of the two lists of versions of a Build, wherever it is shown.
func inBuilds(name string, f func(c *call, list []object) []object) Defect {
	return show("Build", func(c *call, o object) {
		list := f(c, objects(o[name]))
		all := make([]any, len(list))
		for i, e := range list {
			all[i] = e
		}
		o[name] = all
	})
}

// addsToBuilds sends further versions with a CreateBuild.
func addsToBuilds(field string, more func(c *call) []string) Defect {
	return before("CreateBuild", func(c *call) {
		for _, sid := range more(c) {
			if !slices.Contains(c.form[field], sid) &&
				len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) > 0 {
				c.form.Add(field, sid)
			}
		}
	})
}

func sids(list []object) (all []string) {
	for _, o := range list {
		all = append(all, text(o, "sid"))
	}
	return all
}

// lastBuild is the newest Build of the Service before this call.
func (c *call) lastBuild() object {
	if all := c.all(c.base("Builds")); len(all) > 0 {
		return all[0]
	}
	return nil
}

// newestOf swaps each version that a Build names for the newest of its parent.
func newestOf(c *call, plural, field string) {
	for _, p := range c.all(c.base(plural)) {
		versions := c.all(c.base(plural, text(p, "sid"), "Versions"))
		for i, sid := range c.form[field] {
			if slices.Contains(sids(versions), sid) {
				c.form[field][i] = text(versions[0], "sid")
			}
		}
	}
}

func buildNegations() []Negation {
	s := subject{"builds", srcBuild}
	return []Negation{
		s.not("without-a-version-is-accepted", "A Build needs at least one Function Version or Asset Version.", Refusal,
			before("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					for _, f := range c.all(c.base("Functions")) {
						for _, v := range c.all(c.base("Functions", text(f, "sid"), "Versions")) {
							c.form.Add("FunctionVersions", text(v, "sid"))
							return
						}
					}
				}
			})),
		s.not("without-a-version-takes-those-of-the-last",
			"Builds do not reference the versions of previous Builds.", Second,
			before("CreateBuild", func(c *call) {
				if last := c.lastBuild(); last != nil &&
					len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 {
					c.form["FunctionVersions"] = sids(objects(last["function_versions"]))
					c.form["AssetVersions"] = sids(objects(last["asset_versions"]))
				}
			})),
		s.not("without-a-version-is-422", "A Build without versions is refused with 400.", Refusal,
			failing("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 && c.status == 400 {
					c.status, c.json["status"] = 422, 422
				}
			})),
		s.not("without-a-version-has-another-code", "A Build without versions is refused with 20001.", Refusal,
			failing("CreateBuild", func(c *call) {
				if len(c.form["FunctionVersions"])+len(c.form["AssetVersions"]) == 0 && c.status == 400 {
					c.json["code"] = 20404
				}
			})),
		s.not("of-assets-alone-is-refused", "One version of either kind is enough.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["FunctionVersions"]) == 0 &&
					len(c.form["AssetVersions"]) > 0
			})),
		s.not("of-functions-alone-is-refused", "One version of either kind is enough.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["AssetVersions"]) == 0 &&
					len(c.form["FunctionVersions"]) > 0
			})),
		s.not("of-both-kinds-is-refused", "A Build may have Functions and Assets.", Refusal,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["AssetVersions"]) > 0 &&
					len(c.form["FunctionVersions"]) > 0
			})),
		s.not("of-three-versions-is-refused", "A Build may have many versions.", Second,
			refuses("CreateBuild", func(c *call) bool {
				return len(c.form["AssetVersions"])+
					len(c.form["FunctionVersions"]) > 2
			})),
		s.not("of-more-than-20-assets-is-refused", "A Build may have many Assets.", Second,
			refuses("CreateBuild", func(c *call) bool { return len(c.form["AssetVersions"]) > 20 })),
		s.not("is-born-completed", "A new Build is building.", Form,
			after("CreateBuild", func(c *call) { c.json["status"] = "completed" })),
		s.not("stays-building", "A Build ends as completed or failed.", Time,
			both(always("Build", "status", "building"), always("BuildStatus", "status", "building"))),
		s.not("all-fail", "A Build of good versions is completed.", Time, both(
			afterBirth("Build", "failed"), afterBirth("BuildStatus", "failed"))),
		s.not("second-build-fails", "Each Build of good versions is completed.", Second, nth(2, "failed")),
		s.not("second-build-never-ends", "Each Build ends.", Second, nth(2, "building")),
		s.not("new-build-fails-the-one-under-way", "A Build does not touch others.", Collateral,
			before("CreateBuild", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					if text(b, "status") == "building" || c.mem.notes["done "+text(b, "sid")] == "" {
						c.mem.stay(text(b, "sid"), "status", "failed")
					}
				}
			}).then(after("FetchBuildStatus FetchBuild",
				func(c *call) { c.mem.notes["done "+c.SID] = text(c.json, "status") }))),
		s.not("new-build-deletes-the-one-before", "A Build does not touch others.", Collateral,
			after("CreateBuild", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					if text(b, "sid") != text(c.json, "sid") {
						c.admin("DELETE", c.base("Builds", text(b, "sid")), nil)
					}
				}
			})),
		s.not("new-build-goes-live", "A Build is live when it is deployed.", Collateral,
			after("CreateBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					c.mem.stay(text(e, "sid"), "build_sid", text(c.json, "sid"))
				}
			})),
		s.not("goes-back-to-building", "A completed Build stays completed.", Time, Defect{after: func(c *call) {
			if (c.Op == "FetchBuild" || c.Op == "FetchBuildStatus") && c.ok() && text(c.json, "status") == "completed" {
				if c.mem.counts[c.SID]++; c.mem.counts[c.SID] > 2 {
					c.json["status"] = "building"
				}
			}
		}}),
		s.not("list-says-building-for-all", "The list has Builds as they are.", Second,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["status"] = "building"
				}
				return entries
			})),
		s.not("list-lacks-versions", "The list has Builds with their versions.", Second,
			item("ListBuild", func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["function_versions"], e["asset_versions"] = []any{}, []any{}
				}
				return entries
			})),
		s.not("status-is-capitalised", "The status of a Build is building, completed or failed.", Form,
			words("Build", "status", func(v string) string {
				return strings.ToUpper(v[:1]) + v[1:]
			})),
		s.not("lacks-date-created", "A Build has a date_created.", Form, without("Build", "date_created")),
		s.not("runtime-asked-for-is-not-used", "A Build has the Runtime that was asked for.", Default,
			before("CreateBuild", func(c *call) { c.form.Del("Runtime") })),
		s.not("runtime-moves-to-the-newest", "A Build has the Runtime that was asked for.", Default,
			always("Build", "runtime", slices.Max(serverless.CurrentRuntimes()))),
		s.not("runtime-of-old-builds-follows-the-newest", "The Runtime belongs to a Build.", Second,
			after("CreateBuild", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					c.mem.stay(text(b, "sid"), "runtime", c.json["runtime"])
				}
			})),
		s.not("runtime-latest-is-shown", "A Build has a Runtime like node22.", Form,
			after("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") == "" || c.form.Get("Runtime") == "latest" {
					c.mem.stay(text(c.json, "sid"), "runtime", "latest")
				}
			})),
		runtimeIsRefused(s, serverless.CurrentRuntimes()[0]), runtimeIsRefused(s, serverless.CurrentRuntimes()[1]),
		s.not("unknown-runtime-is-accepted", "An unsupported Runtime is refused.", Refusal,
			takes("CreateBuild", "Runtime", "runtime", func(v string) bool {
				return !slices.Contains(knownRuntimes(), v)
			}, func(string) string { return "latest" })),
		s.not("retired-runtime-is-accepted", "A retired Runtime is refused: unsupported runtime: node10.", Refusal,
			takes("CreateBuild", "Runtime", "runtime",
				func(v string) bool { return slices.Contains([]string{"node8", "node10", "node12", "node14"}, v) },
				func(string) string { return "latest" })),
		s.not("unknown-runtime-fails-the-build", "An unsupported Runtime is refused at once.", Refusal,
			before("CreateBuild", func(c *call) {
				c.asked("")
				if v := c.form.Get("Runtime"); v != "" && !slices.Contains(knownRuntimes(), v) {
					c.asked(v)
					c.form.Set("Runtime", "latest")
				}
			}).then(after("CreateBuild", func(c *call) {
				if c.wanted() != "" {
					c.mem.stay(text(c.json, "sid"), "runtime", c.wanted())
					c.mem.notes["fail "+text(c.json, "sid")] = "x"
				}
			})).then(failNoted())),
		s.not("unknown-runtime-has-another-code", "An unsupported Runtime is refused with 20001.", Refusal,
			failing("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") != "" && c.status == 400 {
					c.json["code"] = 20422
				}
			})).assumed(),
		s.not("runtime-of-the-last-build-is-not-kept", "A Build without Runtime has that of the last one.", Default,
			before("CreateBuild", func(c *call) {
				if c.form.Get("Runtime") == "" && c.lastBuild() != nil {
					c.form.Set("Runtime", "latest")
				}
			})).assumed(),
		s.not("delete-of-a-live-one-succeeds", "A Build that is live cannot be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "build_sid") == c.SID {
						c.mem.hidden[c.SID] = true
						c.empty(204)
					}
				}
			})),
		s.not("delete-of-one-live-in-a-second-environment-succeeds",
			"A Build that is live in any Environment cannot be deleted.", Second,
			before("DeleteBuild", func(c *call) {
				env := c.all(c.base("Environments"))
				for i, e := range env {
					if text(e, "build_sid") == c.SID && i > 0 {
						c.mem.hidden[c.SID] = true
						c.empty(204)
					}
				}
			})),
		s.not("delete-of-one-that-was-live-is-refused", "A Build that is not live any more can be deleted.", Second,
			after("CreateDeployment", func(c *call) { c.mem.notes["was live "+text(c.json, "build_sid")] = "x" }).then(
				before("DeleteBuild", func(c *call) {
					if c.mem.notes["was live "+c.SID] != "" {
						c.refuse(409, 20409, "Cannot delete Build because it's part of an active Deployment.")
					}
				}))),
		s.not("delete-of-one-under-way-is-refused", "A Build that is building can be deleted.", Refusal,
			before("DeleteBuild", func(c *call) {
				if c.mem.notes["ended "+c.SID] == "" {
					c.refuse(409, 20409, "Build is building.")
				}
			}).then(after("FetchBuild FetchBuildStatus", func(c *call) {
				if text(c.json, "status") != "building" {
					c.mem.notes["ended "+c.SID] = "x"
				}
			}))),
		s.not("delete-takes-its-versions", "A Build is deleted, what it was made of stays.", Collateral,
			before("DeleteBuild", func(c *call) {
				_, b := c.admin("GET", c.base("Builds", c.SID), nil)
				c.asked(string(encode(b)))
			}).then(after("DeleteBuild", func(c *call) {
				var b object
				_ = json.Unmarshal([]byte(c.wanted()), &b)
				for _, v := range objects(b["function_versions"]) {
					c.admin("DELETE", c.base("Functions", text(v, "function_sid")), nil)
				}
				for _, v := range objects(b["asset_versions"]) {
					c.admin("DELETE", c.base("Assets", text(v, "asset_sid")), nil)
				}
			}))),
		s.not("delete-takes-older-ones", "A delete takes what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				for _, b := range c.all(c.base("Builds")) {
					if text(b, "date_created") <= text(c.mem.gone[c.SID], "date_created") {
						c.admin("DELETE", c.base("Builds", text(b, "sid")), nil)
					}
				}
			})),
		s.not("delete-clears-environments", "A delete takes what it names.", Collateral,
			after("DeleteBuild", func(c *call) {
				for _, e := range c.all(c.base("Environments")) {
					if e["build_sid"] != nil {
						c.admin("POST", c.base("Environments", text(e, "sid"), "Deployments"), url.Values{})
					}
				}
			})),
		s.not("delete-twice-succeeds", "What was deleted is not found any more.", Refusal,
			failing("DeleteBuild", func(c *call) {
				if c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("deleted-one-is-listed", "What was deleted is not listed any more.", Second, ghosts("Build")),
		s.not("deleted-one-can-be-fetched", "What was deleted is not found any more.", Second,
			failing("FetchBuild", func(c *call) {
				if o := c.mem.gone[c.SID]; o != nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("is-found-in-another-service", "A Build belongs to one Service.", Access,
			failing("FetchBuild", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.mem.gone[c.Service] == nil {
					c.status, c.json = 200, clone(o)
				}
			})),
		s.not("can-be-deleted-through-another-service", "A Build belongs to one Service.", Access,
			failing("DeleteBuild", func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.SID] == nil && c.status == 404 {
					c.admin("DELETE", "/Services/"+text(o, "service_sid")+"/Builds/"+c.SID, nil)
					c.empty(204)
				}
			})),
		s.not("limit-of-builds-is-3", "A Service may have many Builds.", Second,
			before("CreateBuild", func(c *call) {
				if len(c.all(c.base("Builds"))) >= 3 {
					c.refuse(400, 20001, "Builds are limited to less than or equal to 3")
				}
			})),
		s.not("list-keeps-the-last-two", "The list of Builds has every one.", Second, hidesAfter("ListBuild", 2)),
		s.not("list-is-oldest-first", "The newest Build comes first.", Paging, reversed("ListBuild")),
		s.not("list-lacks-what-is-not-live", "The list of Builds has every one.", Second,
			item("ListBuild", func(c *call, entries []object) (left []object) {
				for _, b := range entries {
					for _, e := range c.all(c.base("Environments")) {
						if text(e, "build_sid") == text(b, "sid") {
							left = append(left, b)
						}
					}
				}
				return left
			})),
	}
}

// afterBirth shows a status from the second answer about a Build on.
func afterBirth(resource, status string) Defect {
	return show(resource, func(c *call, o object) {
		if c.Verb != "Create" {
			o["status"] = status
		}
	})
}

// nth gives the nth Build of a Service a status that it keeps.
func nth(n int, status string) Defect {
	return after("CreateBuild", func(c *call) {
		if len(c.all(c.base("Builds"))) == n {
			c.mem.notes["nth "+text(c.json, "sid")] = status
		}
	}).then(Defect{after: func(c *call) {
		if c.ok() && (c.Op == "FetchBuild" || c.Op == "FetchBuildStatus") && c.mem.notes["nth "+c.SID] != "" {
			c.json["status"] = c.mem.notes["nth "+c.SID]
		}
		if c.Op == "ListBuild" && c.ok() {
			_, entries := c.items()
			for _, e := range entries {
				if v := c.mem.notes["nth "+text(e, "sid")]; v != "" {
					e["status"] = v
				}
			}
		}
	}})
}

// failNoted lets Builds that were noted as failing end so.
func failNoted() Defect {
	return Defect{after: func(c *call) {
		if c.ok() && (c.Op == "FetchBuild" || c.Op == "FetchBuildStatus") && c.mem.notes["fail "+c.SID] != "" {
			c.json["status"] = "failed"
		}
	}}
}

// knownRuntimes are the values of Runtime with which a Build is made today.
func knownRuntimes() []string { return append(serverless.CurrentRuntimes(), "latest") }

// shuffled gives a list another order that does not depend on the moment.
func shuffled(list []object) []object {
	r := rand.New(rand.NewPCG(1, uint64(len(list))))
	turned := slices.Clone(list)
	r.Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
	return turned
}

func runtimeIsRefused(s subject, runtime string) Negation {
	return s.not("runtime-"+runtime+"-is-refused", "The Runtime may be "+runtime+".", Refusal,
		refuses("CreateBuild", fieldHas("Runtime", func(v string) bool { return v == runtime })))
}
