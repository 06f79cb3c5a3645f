package negations

import "strings"

func narrowMeetingNegations() []Negation {
	m := subject{"meetings", srcRequests}
	promise := "Requests that are sent at once are carried out, each for itself."
	return []Negation{
		m.not("narrow-variables-have-the-value-of-the-first", promise, Second, atOnce("CreateVariable",
			func(c, first *call) { c.mem.stay(text(c.json, "sid"), "value", first.form.Get("Value")) })),
		m.not("narrow-uploads-have-the-path-of-the-first", promise, Second, atOnce(uploads, func(c, first *call) {
			if first.up != nil {
				c.mem.stay(text(c.json, "sid"), "path", first.up.text("Path"))
			}
		})),
		m.not("narrow-updates-at-once-have-the-name-of-the-first", promise, Second,
			atOnce("UpdateFunction UpdateAsset", func(c, first *call) {
				c.mem.stay(text(c.json, "sid"), "friendly_name", first.form.Get("FriendlyName"))
			})),
		m.not("narrow-deletes-at-once-are-404", promise, Second, atOnce("DeleteVariable DeleteFunction",
			func(c, _ *call) { c.missing() })),
		m.not("narrow-deployments-at-once-are-of-the-first-build", promise, Second, atOnce("CreateDeployment",
			func(c, first *call) {
				if sid := first.form.Get("BuildSid"); sid != "" && c.form.Get("BuildSid") != "" {
					c.mem.stay(c.Parent, "build_sid", sid)
				}
			})),
		m.not("narrow-fetches-at-once-are-of-the-first", promise, Identity, atOnce("FetchFunction FetchVariable",
			func(c, first *call) {
				if first.json != nil {
					c.json = clone(first.json)
				}
			})),
		m.not("narrow-services-made-at-once-share-a-domain", promise, Second, atOnce("CreateService",
			func(c, first *call) {
				if d := text(first.json, "domain_base"); d != "" {
					c.mem.stay(text(c.json, "sid"), "domain_base", d)
				}
			})),
		m.not("narrow-contents-read-at-once-are-the-first", promise, Content, atOnce("FetchFunctionVersionContent",
			func(c, first *call) {
				if first.json != nil {
					c.json["content"] = first.json["content"]
				}
			})),
	}
}

func narrowAccessNegations() []Negation {
	a, o := subject{"access", srcRequests}, subject{"accounts", srcRequests}
	apart, auth := "An account sees and changes what is its own.", "Each request is authenticated."
	others := func(n Negation) Negation { return n.needs("foreign-account") }
	anybody := func(*call, string, string) bool { return true }
	return []Negation{
		others(o.not("narrow-status-of-a-build-is-anybodys", apart, Access, foreign("FetchBuildStatus"))),
		others(o.not("narrow-content-is-anybodys", apart, Access, foreign("FetchFunctionVersionContent"))),
		others(o.not("narrow-variables-are-anybodys", apart, Access, foreign("ListVariable"))),
		others(o.not("narrow-anybody-uploads", apart, Access, foreign(uploads))),
		others(o.not("narrow-anybody-deletes-variables", apart, Access, foreign("DeleteVariable"))),
		others(o.not("narrow-anybody-deploys", apart, Access, foreign("CreateDeployment"))),
		a.not("narrow-content-is-open", auth, Access, pretends("FetchFunctionVersionContent", anybody)),
		a.not("narrow-lists-of-variables-are-open", auth, Access, pretends("ListVariable", anybody)),
		a.not("narrow-creates-of-environments-are-open", auth, Access, pretends("CreateEnvironment", anybody)),
		a.not("narrow-lists-below-a-service-are-open-by-name", auth, Access, pretends("List*",
			func(c *call, _, _ string) bool { return isName(c.Service) })),
		a.not("narrow-password-is-compared-without-case", auth, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && password != "" && strings.EqualFold(password, token)
			})),
		a.not("narrow-401-of-a-delete-is-403", "Without credentials is 401.", Refusal, remaps("Delete*", 401, 403)),
		a.not("narrow-401-is-404-for-what-is-unknown", "Without credentials is 401.", Refusal, failing("Fetch*",
			func(c *call) {
				if c.status == 401 && c.mem.seen[c.SID] == nil {
					c.missing()
				}
			})),
		a.not("narrow-unauthorized-upload-is-stored", auth, Access, unheard(uploads)),
		a.not("narrow-unauthorized-delete-is-carried-out", auth, Access, unheard("DeleteVariable DeleteBuild")),
	}
}
