package values

import (
	"context"
	"errors"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// emptyCases send what is empty and legal.
func emptyCases() []suite.Case {
	return []suite.Case{{
		ID:     "asset-versions/empty-files-are-taken",
		Claim:  "An Asset may be a file without a byte.",
		Source: "https://www.twilio.com/docs/serverless/functions-assets/assets", Level: suite.Assumed,
		Ops: []string{"CreateAssetVersion", "FetchAssetVersion"},
		Run: uploading("Assets", func(ctx context.Context, s *suite.Session, asset string) error {
			var made object
			var got object
			err := s.Upload(ctx, asset+"/Versions", emptyFile(s)...).Created(&made)
			return expect.Then(err, s.Get(ctx, asset+"/Versions/"+text(made, "sid")).OK(&got),
				expect.Same("path", text(got, "path"), "/empty.txt"))
		}),
	}, {
		ID:     "services/options-do-not-depend-on-each-other",
		Claim:  "IncludeCredentials has the same default whatever UiEditable is, and the other way round.",
		Source: resourcePage + "service", Level: suite.Documented, Ops: []string{"CreateService", "DeleteService"},
		Run: optionsApart,
	}}
}

func emptyFile(s *suite.Session) []suite.FormPart {
	parts := suite.File{Path: "/empty.txt", Content: "x", ContentType: "text/plain"}.Parts(s)
	for i := range parts {
		if parts[i].Name == "Content" {
			parts[i].Content = ""
		}
	}
	return parts
}

func optionsApart(ctx context.Context, s *suite.Session) error {
	for _, o := range [][2]string{{"UiEditable", "include_credentials"}, {"IncludeCredentials", "ui_editable"}} {
		seen := map[string]string{}
		for _, value := range []string{"true", "false"} {
			name := s.Name()
			var made object
			err := s.Post(ctx, "/v1/Services", form("UniqueName", name, "FriendlyName", "Contract check "+name, o[0],
				value)).Created(&made)
			if err = expect.Then(err, s.Delete(ctx, "/v1/Services/"+text(made, "sid")).Deleted()); err != nil {
				return err
			}
			seen[value] = expect.Quoted(made[o[1]])
		}
		if err := expect.Same(o[1]+" with "+o[0]+"=false and nothing else", seen["false"], seen["true"]); err != nil {
			return err
		}
	}
	return nil
}

// doubtfulCases ask what no source says in so many words.
func doubtfulCases() (all []suite.Case) {
	for _, k := range kinds {
		all = append(all, suite.Case{
			ID:     k.resource + "/paths-are-not-tidied",
			Claim:  "A Path keeps an empty segment and a segment of one dot.",
			Source: k.page, Level: suite.Assumed, Ops: []string{k.op},
			Run: uploading(k.list, func(ctx context.Context, s *suite.Session, parent string) error {
				return each([]string{"/a//b", "/a/./b"}, func(p string) string { return "Path " + p },
					func(p string) error {
						var o object
						err := s.Upload(ctx, parent+"/Versions", suite.File{Path: p}.Parts(s)...).Created(&o)
						return expect.Then(err, expect.Same("path", text(o, "path"), p))
					})
			}),
		}, suite.Case{
			ID:     k.resource + "/uploads-go-to-the-parent-of-the-service",
			Claim:  "A version is uploaded below the Service that its parent belongs to, and below no other.",
			Source: k.page, Level: suite.Inferred, Ops: []string{k.op},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				parent, err := create(ctx, s, service+"/"+k.list, "FriendlyName", "f")
				if err != nil {
					return err
				}
				other, err := s.SharedOther(ctx)
				if err != nil {
					return err
				}
				wrong := strings.Replace(parent, service, suite.Path("Services", other.SID), 1)
				err = s.Upload(ctx, wrong+"/Versions", suite.File{}.Parts(s)...).RefusedSomehow()
				items, listErr := s.List(ctx, parent+"/Versions", 0)
				return errors.Join(err, listErr, expect.Same("the number of versions", len(items), 0))
			}),
		})
	}
	return append(all, suite.Case{
		ID:     "asset-versions/have-no-content",
		Claim:  "The content of an Asset is at its URL, and the API has none of it.",
		Source: officialSpec, Level: suite.Assumed, Ops: []string{"CreateAssetVersion"},
		Run: uploading("Assets", func(ctx context.Context, s *suite.Session, asset string) error {
			version, err := uploadTo(ctx, s, asset, suite.File{})
			return expect.Then(err, s.Get(ctx, version+"/Content").RefusedSomehow())
		}),
	}, suite.Case{
		ID:     "services/names-beyond-ascii-are-refused",
		Claim:  "The letters of a UniqueName are those of a host name.",
		Source: resourcePage + "service", Level: suite.Assumed, Ops: []string{"CreateService"},
		Run: func(ctx context.Context, s *suite.Session) error {
			return s.Post(ctx, "/v1/Services",
				form("UniqueName", s.Name()+"\u00e9", "FriendlyName", "x")).RefusedSomehow()
		},
	}, suite.Case{
		ID:     "functions/fields-of-the-query-do-not-count",
		Claim:  "Fields are those of the body: what the query says is none.",
		Source: officialSpec, Level: suite.Assumed, Ops: []string{"CreateFunction"},
		Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
			var o object
			err := s.Post(ctx, service+"/Functions?FriendlyName=query", form("FriendlyName", "body")).Created(&o)
			return expect.Then(err, expect.Same("friendly_name", text(o, "friendly_name"), "body"))
		}),
	}, suite.Case{
		ID:     "functions/forms-may-end-in-an-ampersand",
		Claim:  "A form that begins or ends in an ampersand has the fields between.",
		Source: "twilio/twilio-go", Level: suite.Inferred, Ops: []string{"CreateFunction"},
		Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
			var o object
			err := raw(ctx, s, "POST", s.Target().APIURL+service+"/Functions", formMedia, "&FriendlyName=body&",
				false).Created(&o)
			return expect.Then(err, expect.Same("friendly_name", text(o, "friendly_name"), "body"))
		}),
	})
}
