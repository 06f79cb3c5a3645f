package emulator

import (
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Functions and Assets. They differ in words only, so one set of handlers serves
// both; a SID of the other kind is not found.

// viewResource: the one link leads to the versions, under a key that names the kind
// (official examples of FetchFunction and FetchAsset).
func (c *call) viewResource(r *state.Resource) resourceView {
	url := c.url("Services", r.ServiceSID, r.Kind.Collection(), r.SID)
	v := resourceView{
		SID: r.SID, AccountSID: r.AccountSID, ServiceSID: r.ServiceSID, FriendlyName: r.FriendlyName,
		DateCreated: date(r.Created), DateUpdated: date(r.Updated), URL: url,
	}
	if r.Kind == state.Asset {
		v.Links.AssetVersion = url + "/Versions"
	} else {
		v.Links.FunctionVersion = url + "/Versions"
	}
	return v
}

func (c *call) renderResource(r *state.Resource) ([]byte, error) {
	return c.render(&r.Head, "", func() any { return c.viewResource(r) })
}

func listResources(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		t := e.state.Read()
		defer t.Done()
		n, err := c.service(t.Tree)
		if err != nil {
			return nil, err
		}
		return pageOf[*state.ResourceNode]{
			key:     k.ListKey(),
			entries: n.Resources(k).Items(),
			render:  func(r *state.ResourceNode) ([]byte, error) { return c.renderResource(r.Resource) },
		}.serve(e, c)
	}
}

func fetchResource(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		t := e.state.Read()
		defer t.Done()
		_, r, err := c.resource(t.Tree, k, "Sid")
		if err != nil {
			return nil, err
		}
		text, err := c.renderResource(r.Resource)
		return recordReply(http.StatusOK, text, err)
	}
}

// createResource does not look for the FriendlyName: four Functions of one name
// were observed in one Service.
func createResource(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		w := e.state.Write()
		defer w.Done()
		n, err := c.service(w.Tree)
		if err != nil {
			return nil, err
		}
		r := state.Resource{Kind: k, FriendlyName: c.form.required("FriendlyName", state.MaxFriendlyName)}
		if err := c.form.err(); err != nil {
			return nil, err
		}
		r.Head = w.Head(sid.Resource, c.account, n.SID, c.now)
		w.Commit(state.Put(&r))
		text, err := c.renderResource(&r)
		return recordReply(http.StatusCreated, text, err)
	}
}

// updateResource requires the one field it has (official document, UpdateFunction).
func updateResource(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		w := e.state.Write()
		defer w.Done()
		_, node, err := c.resource(w.Tree, k, "Sid")
		if err != nil {
			return nil, err
		}
		r := *node.Resource
		r.FriendlyName = c.form.required("FriendlyName", state.MaxFriendlyName)
		if err := c.form.err(); err != nil {
			return nil, err
		}
		r.Touch(c.now)
		w.Commit(state.Put(&r))
		text, err := c.renderResource(&r)
		return recordReply(http.StatusOK, text, err)
	}
}

// deleteResource takes the versions along (observed), unless a Build has one of them: "only if no
// version is currently active in any previous build" (an engineer of Twilio).
func deleteResource(k state.File) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		w := e.state.Write()
		defer w.Done()
		n, node, err := c.resource(w.Tree, k, "Sid")
		if err != nil {
			return nil, err
		}
		if n.Built(node.SID) && !e.opts.DeleteBuilt {
			return nil, errBuiltResource(node.Kind)
		}
		w.Commit(state.Drop(node.Resource))
		return noContent(), nil
	}
}
