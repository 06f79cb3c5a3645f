package emulator

import (
	"net/http"
	"strings"
)

// Versions of Functions and Assets: written once on the upload host, read on the
// API host, never changed, gone with their Function or Asset.

// viewVersion: lower-case visibility (observed), no date_updated, and links for
// Functions only (official examples).
func (c *call) viewVersion(v *version) versionView {
	url := c.url("Services", v.ServiceSID, v.Kind.collection(), v.ParentSID, "Versions", v.SID)
	view := versionView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID,
		Path: v.Path, Visibility: v.Visibility, DateCreated: date(v.Created), URL: url,
	}
	if v.Kind == kindAsset {
		view.AssetSID = v.ParentSID
	} else {
		view.FunctionSID, view.Links = v.ParentSID, &links{Content: url + "/Content"}
	}
	return view
}

// listVersions: newest first; a client takes the first as the latest (observed).
func listVersions(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.RLock()
		defer e.mu.RUnlock()
		_, r, err := e.resource(c, k, k.parameter())
		if err != nil {
			return nil, err
		}
		return pageOf[*version]{
			key:     k.versionsKey(),
			entries: r.versions.items,
			view:    func(v *version) any { return c.viewVersion(v) },
		}.serve(e, c)
	}
}

func (e *Emulator) version(c *call, k kind) (*version, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, r, err := e.resource(c, k, k.parameter())
	if err != nil {
		return nil, err
	}
	v, ok := r.versions.get(c.param("Sid"))
	if !ok {
		return nil, c.notFound()
	}
	return v, nil
}

func fetchVersion(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		v, err := e.version(c, k)
		if err != nil {
			return nil, err
		}
		return jsonReply(http.StatusOK, c.viewVersion(v))
	}
}

// fetchContent exists for Functions only: the content of an Asset cannot be read
// through the API.
func (e *Emulator) fetchContent(c *call) (*reply, error) {
	v, err := e.version(c, kindFunction)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	if err := v.Content.copyTo(&text); err != nil {
		return nil, err
	}
	return jsonReply(http.StatusOK, contentView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, FunctionSID: v.ParentSID,
		Content: text.String(), URL: c.viewVersion(v).Links.Content,
	})
}

// createVersion streams the upload without holding the lock; the parent is looked
// up before, so that nobody uploads 25 MB to learn of a 404, and again after.
func createVersion(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.RLock()
		_, _, err := e.resource(c, k, k.parameter())
		e.mu.RUnlock()
		if err != nil {
			return nil, err
		}
		c.form = &form{values: map[string][]string{}}
		up, err := readUpload(c.r, c.form, e.opts.Store)
		if err != nil {
			return nil, err
		}
		defer up.content.discard()
		if refuseNonUTF8Functions && k == kindFunction && !up.content.text.valid() {
			return nil, invalid("Content of a Function must be valid UTF-8")
		}
		if limit := e.opts.Limits.PrivateAssetBytes; limit > 0 && k == kindAsset && up.visibility == visibilityPrivate && up.content.size > int64(limit) {
			return nil, &errTooLarge{limit: int64(limit)}
		}
		kept, err := up.content.keep() // before the record that names it
		if err != nil {
			return nil, err
		}

		e.mu.Lock()
		defer e.mu.Unlock()
		n, r, err := e.resource(c, k, k.parameter())
		if err != nil {
			return nil, err
		}
		v := version{
			head: e.head(c, sidVersion, n.SID), Kind: k, ParentSID: r.SID,
			Path: up.path, Visibility: up.visibility, ContentType: up.contentType, Content: kept,
		}
		e.commit(put(&v))
		return jsonReply(http.StatusCreated, c.viewVersion(&v))
	}
}
