package negations

import (
	"net/http"
	"strings"
)

// pretends answers a request that was refused with 401 as the owner would be.
func pretends(ops string, when func(c *call, user, password string) bool) Defect {
	d := rightful(func(c *call, user, password, _, _ string) bool {
		return fits(ops, c.Op) && when(c, user, password)
	})
	return d
}

// anewAccessNegations are defects of who may do what.
func anewAccessNegations() []Negation {
	a, o := subject{"access", srcRequests}, subject{"accounts", srcRequests}
	auth := "Each request is authenticated."
	basic := "The user and the password of HTTP Basic are checked."
	apart := "An account sees and changes what is its own."
	anybody := func(*call, string, string) bool { return true }
	return []Negation{
		a.not("anew-status-of-builds-is-open", auth, Access, pretends("FetchBuildStatus", anybody)),
		a.not("anew-logs-are-open", auth, Access, pretends("ListLog FetchLog", anybody)),
		a.not("anew-uploads-are-open", auth, Access, pretends(uploads, anybody)),
		a.not("anew-deletes-are-open", auth, Access, pretends("Delete*", anybody)),
		a.not("anew-updates-of-functions-are-open", auth, Access, pretends("UpdateFunction UpdateAsset", anybody)),
		a.not("anew-clearing-is-open", auth, Access, pretends("CreateDeployment", func(c *call, _, _ string) bool {
			return c.form.Get("BuildSid") == ""
		})),
		a.not("anew-everything-below-a-name-is-open", auth, Access, pretends("*", func(c *call, _, _ string) bool {
			return c.Service != "" && !strings.HasPrefix(c.Service, "ZS")
		})),
		a.not("anew-empty-password-is-right", basic, Access, pretends("*", func(_ *call, user, password string) bool {
			return user != "" && password == ""
		})),
		a.not("anew-begin-of-the-token-is-right", basic, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && password != "" && strings.HasPrefix(token, password)
			})),
		a.not("anew-more-than-the-token-is-right", basic, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.HasPrefix(password, token)
			})),
		a.not("anew-token-in-other-letters-is-right", basic, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.EqualFold(password, token)
			})),
		a.not("anew-user-is-not-looked-at", basic, Access, rightful(
			func(_ *call, _, password, _, token string) bool { return password == token })),
		a.not("anew-user-and-password-may-change-places", basic, Access, rightful(
			func(_ *call, user, password, owner, token string) bool { return user == token && password == owner })),
		a.not("anew-small-letters-of-the-scheme-are-401", "The scheme of Authorization is in any case.", HTTP,
			denies("*", http.StatusUnauthorized, asks("Authorization", func(v string) bool {
				return strings.HasPrefix(v, "basic ") || strings.HasPrefix(v, "BASIC ")
			}))).from(srcHTTP),
		a.not("anew-refused-creates-are-carried-out", auth, Access,
			unheard("CreateVariable CreateFunction CreateAsset")),
		a.not("anew-refused-deletes-of-variables-are-carried-out", auth, Access, unheard("DeleteVariable DeleteBuild")),
		a.not("anew-refusal-is-403", "Wrong credentials are 401 with the code 20003.", Refusal, remaps("*", 401, 403)),
		a.not("anew-nobody-is-told-apart-from-somebody", "Wrong credentials are 401 with the code 20003.", Refusal,
			Defect{after: func(c *call) {
				if c.status == 401 && c.req.Header.Get("Authorization") == "" {
					c.status, c.json = 400, object{"code": 20001, "status": 400, "message": "No credentials",
						"more_info": "https://www.twilio.com/docs/errors/20001"}
				}
			}}),
		a.not("anew-other-scheme-is-500", "Wrong credentials are 401 with the code 20003.", Refusal,
			denies("*", 500, asks("Authorization", func(v string) bool { return strings.HasPrefix(v, "Bearer ") }))),
		a.not("anew-colon-in-a-password-is-cut", basic, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				head, _, _ := strings.Cut(password, ":")
				return user == owner && head == token && password != token
			})),

		o.not("anew-variables-are-found-by-others", apart, Access, foreign("FetchVariable ListVariable")).
			needs("foreign-account"),
		o.not("anew-variables-are-changed-by-others", apart, Access, foreign("UpdateVariable DeleteVariable")).
			needs("foreign-account"),
		o.not("anew-deployments-are-made-by-others", apart, Access,
			foreign("CreateDeployment")).needs("foreign-account"),
		o.not("anew-uploads-of-others-are-kept", apart, Access, foreign(uploads)).needs("foreign-account"),
		o.not("anew-services-are-deleted-by-others", apart, Access, foreign("DeleteService")).needs("foreign-account"),
		o.not("anew-logs-are-read-by-others", apart, Access, foreign("ListLog")).needs("foreign-account"),
	}
}

// anewMeetingNegations are defects of requests that come at the same time.
func anewMeetingNegations() []Negation {
	m := subject{"meetings", srcAPI}
	own := "Requests that come at the same time are answered as alone."
	return []Negation{
		m.not("anew-variables-take-the-value-of-the-first", own, Second, atOnce("CreateVariable",
			func(c, first *call) {
				if first.form.Get("Value") != "" {
					c.mem.stay(text(c.json, "sid"), "value", first.form.Get("Value"))
				}
			})),
		m.not("anew-uploads-take-the-path-of-the-first", own, Second, atOnce(uploads, func(c, first *call) {
			c.mem.stay(text(c.json, "sid"), "path", "/"+strings.TrimPrefix(first.up.text("Path"), "/"))
		})),
		m.not("anew-functions-take-the-name-of-the-first", own, Second, atOnce("CreateFunction CreateAsset",
			func(c, first *call) {
				c.mem.stay(text(c.json, "sid"), "friendly_name", first.form.Get("FriendlyName"))
			})),
		m.not("anew-deletes-at-once-do-one", own, Second, deletesOne("DeleteVariable")),
		m.not("anew-updates-at-once-are-409", own, Second, crashesAtOnce("UpdateVariable UpdateFunction UpdateAsset",
			409)),
		m.not("anew-creates-at-once-are-500", own, Second, crashesAtOnce("CreateEnvironment CreateFunction", 500)),
		m.not("anew-reads-at-once-show-the-first", own, Identity, atOnce("FetchFunction FetchAsset FetchVariable",
			func(c, first *call) {
				if first.SID != c.SID && c.mem.seen[first.SID] != nil {
					c.json = clone(c.mem.seen[first.SID])
				}
			})),
		m.not("anew-services-of-one-name-are-both-made", "unique_name is unique.", Second,
			meets("CreateService", "UniqueName", "unique_name")),
		m.not("anew-environments-of-one-name-are-both-made", "unique_name is unique in its Service.", Second,
			meets("CreateEnvironment", "UniqueName", "unique_name")),
	}
}

// crashesAtOnce refuses what comes while a request of the same operation is under way.
func crashesAtOnce(ops string, status int) Defect {
	d := atOnce(ops, func(*call, *call) {})
	check := d.before
	d.before = func(c *call) {
		check(c)
		if c.met != nil {
			c.refuse(status, 20500, http.StatusText(status))
		}
	}
	return d
}
