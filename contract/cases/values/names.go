package values

import (
	"context"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// lengthCases are limits that count characters, and limits that an update has as well.
func lengthCases() (all []suite.Case) {
	for _, f := range freeTexts()[:3] {
		all = append(all, suite.Case{
			ID: f.resource + "/length-counts-characters",
			Claim: "A FriendlyName may have 255 characters, also when they take two bytes each, and also in an " +
				"update.",
			Source: officialSpec, Level: suite.Documented, Ops: f.ops[:2],
			Run: f.in(func(ctx context.Context, s *suite.Session, service string) error {
				return f.keeps(ctx, s, service, strings.Repeat("\u00e9", 255))
			}),
		})
	}
	return append(all, suite.Case{
		ID:     "variables/values-of-450-bytes-are-kept",
		Claim:  "A Value may have 450 bytes, also in an update, and a Key 128 characters.",
		Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateVariable", "UpdateVariable"},
		Run: inStage(2, func(ctx context.Context, s *suite.Session, service string) error {
			f := freeTexts()[3]
			if err := f.keeps(ctx, s, service, strings.Repeat("v", 450)); err != nil {
				return err
			}
			e, err := environment(ctx, s, service)
			if err != nil {
				return err
			}
			for _, key := range []string{strings.Repeat("K", 128), strings.Repeat("k", 65)} {
				if err := made(ctx, s, e+"/Variables", "key", key, "Key", key, "Value",
					strings.Repeat("\u00e9", 225)); err != nil {
					return err
				}
			}
			return nil
		}),
	}, suite.Case{
		ID: "variables/values-over-450-bytes-are-refused-in-any-script",
		Claim: "A Value has at most 450 bytes, whatever characters they are, also in an update, and a Key at most " +
			"128 characters.",
		Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateVariable", "UpdateVariable"},
		Run: inStage(1, func(ctx context.Context, s *suite.Session, service string) error {
			e, err := environment(ctx, s, service)
			if err != nil {
				return err
			}
			path, err := create(ctx, s, e+"/Variables", "Key", "K", "Value", "v")
			if err != nil {
				return err
			}
			for _, value := range []string{strings.Repeat("v", 451), strings.Repeat("\u00e9", 226)} {
				err := expect.Then(nil, s.Post(ctx, e+"/Variables",
					form("Key", "LONG", "Value", value)).Rejected(),
					s.Post(ctx, path, form("Value", value)).Rejected())
				if err != nil {
					return err
				}
			}
			return expect.Then(nil, s.Post(ctx, e+"/Variables",
				form("Key", strings.Repeat("k", 129), "Value", "v")).Rejected(),
				s.Post(ctx, path, form("Key", strings.Repeat("k", 129))).Rejected())
		}),
	})
}

// likeUUID makes a name as long as a UUID, with as many dashes. Such a name could be taken for a
// SID or for something generated. It still is the name of the run with letters and dashes behind
// it, so that cleaning finds it.
func likeUUID(name string) string {
	return pad(name+strings.Repeat("-x", max(0, 4-strings.Count(name, "-"))), 36)
}

func nameCases() []suite.Case {
	return []suite.Case{
		{
			ID: "services/unique-names-of-letters-numbers-and-dashes",
			Claim: "A UniqueName may have letters in both cases, numbers and dashes, up to 50 of them, is kept as " +
				"sent, and in lower case begins the domain.",
			Source: "https://www.twilio.com/docs/serverless/api/resource/service", Level: suite.Documented,
			Ops: []string{"CreateService", "FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				err := each([]string{"Mixed-" + name, pad("9"+name+"-", 34), pad(name+"-", 50), "ZS6F1e2d3c--" + name,
					likeUUID(name)},
					func(n string) string { return "UniqueName " + n }, func(n string) error {
						var answered, o object
						err := s.Post(ctx, "/v1/Services", form("UniqueName", n, "FriendlyName", n)).Created(&answered)
						err = expect.Then(err,
							expect.Same("unique_name in the answer", text(answered, "unique_name"), n),
							s.Get(ctx, "/v1/Services/"+n).OK(&o))
						base, found := strings.CutPrefix(text(o, "domain_base"), strings.ToLower(n)+"-")
						return expect.Then(err,
							expect.Same("unique_name in a fetch", text(o, "unique_name"), n),
							expect.That(found && base != "" && base == strings.ToLower(base),
								"domain_base of %s is %s", n, text(o, "domain_base")))
					})
				if err != nil {
					return err
				}
				_, err = s.List(ctx, "/v1/Services", 0) // has them as they were made: the run compares
				return err
			},
		},
		{
			ID:     "services/names-of-other-characters-are-refused",
			Claim:  "A UniqueName has letters, numbers and dashes only: a space, a dot or a slash is refused.",
			Source: "https://www.twilio.com/docs/serverless/api/resource/service", Level: suite.Documented,
			Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return each([]string{" ", ".", "/", "_"}, func(c string) string { return "UniqueName with " + c },
					func(c string) error {
						return s.Post(ctx, "/v1/Services",
							form("UniqueName", s.Name()+c+"x", "FriendlyName", "x")).Rejected()
					})
			},
		},
		{
			ID: "services/unique-names-are-found-whole",
			Claim: "A Service is found by its UniqueName, whole, and not by a part of it, by a longer name or by " +
				"the name of one that was deleted.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"FetchService", "UpdateService", "DeleteService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				first, err := create(ctx, s, "/v1/Services", "UniqueName", name+"-a", "FriendlyName", "first")
				if err != nil {
					return err
				}
				if _, err := create(ctx, s, "/v1/Services", "UniqueName", name+"a", "FriendlyName",
					"second"); err != nil {
					return err
				}
				var o object
				err = s.Get(ctx, "/v1/Services/"+name+"-a").OK(&o)
				sid := text(o, "sid")
				err = expect.Then(err, expect.Same("sid of "+name+"-a", "/v1/Services/"+sid, first),
					s.Get(ctx, "/v1/Services/"+name).NotFound(),
					s.Get(ctx, "/v1/Services/"+name+"-a-longer").NotFound(),
					s.Post(ctx, "/v1/Services/"+name+"-a", form("FriendlyName", "by name", "UiEditable", "true",
						"IncludeCredentials", "false")).OK(nil),
					s.Get(ctx, "/v1/Services/"+name+"%2Da").OK(&o), // the same name, as RFC 3986 has it
					s.Get(ctx, "/v1/Services/"+name+"-a/Functions").OK(nil),
					s.Delete(ctx, "/v1/Services/"+name+"-a").Deleted(),
					s.Get(ctx, "/v1/Services/"+name+"-a").NotFound(),
					s.Delete(ctx, first).NotFound(),
					s.Get(ctx, first+"/Environments").NotFound())
				return expect.Then(err, expect.Same("friendly_name by name after an update by name",
					text(o, "friendly_name"), "by name"),
					expect.Same("ui_editable", o["ui_editable"], any(true)),
					expect.Same("include_credentials", o["include_credentials"], any(false)))
			},
		},
		{
			ID: "environments/names-and-suffixes-of-many-kinds",
			Claim: "A UniqueName of an Environment has up to 100 characters and a DomainSuffix up to 16, of " +
				"letters, numbers and dashes, and both are kept as sent.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateEnvironment", "FetchEnvironment"},
			Run: inOwnEnvironments(func(ctx context.Context, s *suite.Session, service string) error {
				var own object
				if err := s.Get(ctx, service).OK(&own); err != nil {
					return err
				}
				return each([][2]string{{pad("n", 100), pad("s", 16)}, {"5f0c7e0a-3b1d-4c8e-9a6f-2d7b1e4c8a90", "17"},
					{"Mixed-Case", "a-1"}, {"2024", "042"},
					{pad("m", 60), "a1"}, {"MixedCase", ""}}, func(e [2]string) string { return e[0] },
					func(e [2]string) error {
						pairs := []string{"UniqueName", e[0]}
						var suffix any
						domain := text(own, "domain_base") + ".twil.io"
						if e[1] != "" {
							suffix, pairs = e[1], append(pairs, "DomainSuffix", e[1])
							domain = text(own, "domain_base") + "-" + e[1] + ".twil.io"
						}
						var o, later object
						if err := s.Post(ctx, service+"/Environments", form(pairs...)).Created(&o); err != nil {
							return err
						}
						err := s.Get(ctx, service+"/Environments/"+text(o, "sid")).OK(&later)
						var problems []error
						for _, got := range []object{o, later} {
							problems = append(problems, expect.Same("unique_name", text(got, "unique_name"), e[0]),
								expect.Same("domain_suffix", expect.Quoted(got["domain_suffix"]),
									expect.Quoted(suffix)),
								expect.Same("domain_name", text(got, "domain_name"), domain),
								expect.Same("build_sid", expect.Quoted(got["build_sid"]), "null"))
						}
						return expect.Then(err, problems...)
					})
			}),
		},
		{
			ID: "environments/names-are-unique-in-their-service",
			Claim: "UniqueName and DomainSuffix of an Environment are each unique in its Service, and free in " +
				"others and once it is deleted.",
			Source: "RJPearson94/terraform-provider-twilio#78", Level: suite.Observed,
			Ops: []string{"CreateEnvironment", "DeleteEnvironment"},
			Run: inOwnEnvironments(func(ctx context.Context, s *suite.Session, service string) error {
				second, err := s.SharedStage(ctx, 1)
				if err != nil {
					return err
				}
				list, other := service+"/Environments", suite.Path("Services", second.SID, "Environments")
				name, suffix := s.Name(), s.Suffix() // another case may have others in the second Service
				first, err := create(ctx, s, list, "UniqueName", name, "DomainSuffix", suffix)
				if err != nil {
					return err
				}
				return expect.Then(nil, s.Post(ctx, list,
					form("UniqueName", name, "DomainSuffix", "another")).Rejected(),
					s.Post(ctx, list, form("UniqueName", "another", "DomainSuffix", suffix)).Rejected(),
					s.Post(ctx, list, form("UniqueName", suffix, "DomainSuffix", "name")).Created(nil),
					s.Post(ctx, other, form("UniqueName", name, "DomainSuffix", suffix)).Created(nil),
					s.Delete(ctx, first).Deleted(), s.Get(ctx, first).NotFound(),
					s.Post(ctx, list, form("UniqueName", name, "DomainSuffix", s.Suffix())).Created(nil))
			}),
		},
		{
			ID:     "environments/suffixes-of-a-dot-or-a-space-are-refused",
			Claim:  "A DomainSuffix is part of one label of a host name: a dot, a slash or a space in it is refused.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				return each([]string{"a.b", "a b", "a/b"}, func(v string) string { return "DomainSuffix " + v },
					func(v string) error {
						return s.Post(ctx, service+"/Environments",
							form("UniqueName", s.Name(), "DomainSuffix", v)).Rejected()
					})
			}),
		},
	}
}

func pad(name string, n int) string { return name + strings.Repeat("x", max(0, n-len(name))) }
