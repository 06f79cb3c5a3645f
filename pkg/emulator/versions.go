package emulator

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Versions of Functions and Assets: written once on the upload host, read on the
// API host, never changed, gone with their Function or Asset.

// viewVersion: lower-case visibility (observed), no date_updated, and links for
// Functions only (official examples).
func (c *call) viewVersion(v *state.Version) versionView {
	url := c.url("Services", v.ServiceSID, v.Kind.Collection(), v.ParentSID, "Versions", v.SID)
	view := versionView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID,
		Path: v.Path, Visibility: v.Visibility, DateCreated: date(v.Created), URL: url,
	}
	if v.Kind == state.Asset {
		view.AssetSID = v.ParentSID
	} else {
		view.FunctionSID, view.Links = v.ParentSID, &links{Content: url + "/Content"}
	}
	return view
}

func (c *call) renderVersion(v *state.Version) ([]byte, error) {
	return c.render(&v.Head, "", func() any { return c.viewVersion(v) })
}

// listVersions: newest first; a client takes the first as the latest (observed).
func listVersions(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		t := e.state.Read()
		defer t.Done()
		_, r, err := c.resource(t.Tree, k, k.Parameter())
		if err != nil {
			return nil, err
		}
		return pageOf[*state.Version]{
			key:     k.VersionsKey(),
			entries: r.Versions.Items(),
			render:  func(v *state.Version) ([]byte, error) { return c.renderVersion(v) },
		}.serve(e, c)
	}
}

func (e *Emulator) version(c *call, k state.File) (*state.Version, error) {
	t := e.state.Read()
	defer t.Done()
	_, r, err := c.resource(t.Tree, k, k.Parameter())
	if err != nil {
		return nil, err
	}
	v, ok := r.Versions.Get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	return v, nil
}

func fetchVersion(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		v, err := e.version(c, k)
		if err != nil {
			return nil, err
		}
		text, err := c.renderVersion(v)
		return recordReply(http.StatusOK, text, err)
	}
}

// fetchContent exists for Functions only: the content of an Asset cannot be read
// through the API.
func (e *Emulator) fetchContent(c *call) (*reply, error) {
	v, err := e.version(c, state.Function)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	if err := v.Content.CopyTo(&text); err != nil {
		if v.Content.Gone() { // while it was asked for
			return nil, c.notFound()
		}
		return nil, err
	}
	return jsonReply(http.StatusOK, contentView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, FunctionSID: v.ParentSID,
		Content: text.String(), URL: c.viewVersion(v).Links.Content,
	})
}

// createVersion streams the upload without holding the lock; the parent is looked
// up before, so that no client uploads 25 MB to learn of a 404, and again after.
func createVersion(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		t := e.state.Read()
		_, _, err := c.resource(t.Tree, k, k.Parameter())
		t.Done()
		if err != nil {
			return nil, err
		}
		c.form = &form{values: map[string][]string{}}
		checked := refuseNonUTF8Functions && k == state.Function
		up, err := readUpload(c.r, c.form, e.state.NewDraft(checked))
		if err != nil {
			return nil, err
		}
		defer up.content.Discard()
		if checked && !up.content.IsUTF8() {
			return nil, invalid("Content of a Function must be valid UTF-8")
		}
		if limit := e.opts.Limits.PrivateAssetBytes; limit > 0 && k == state.Asset &&
			up.visibility == state.Private && up.content.Size() > int64(limit) {
			return nil, &tooLargeError{limit: int64(limit)}
		}
		kept, err := up.content.Keep() // before the record that names it
		if err != nil {
			return nil, err
		}

		w := e.state.Write()
		defer w.Done()
		n, r, err := c.resource(w.Tree, k, k.Parameter())
		if err != nil {
			return nil, err
		}
		v := state.Version{
			Head: w.Head(sid.Version, c.account, n.SID, c.now), Kind: k, ParentSID: r.SID,
			Path: up.path, Visibility: up.visibility, ContentType: up.contentType, Content: kept,
		}
		w.Commit(state.Put(&v))
		return compactReply(http.StatusCreated, c.viewVersion(&v))
	}
}
