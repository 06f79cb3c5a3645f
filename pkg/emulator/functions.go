package emulator

import "net/http"

// Functions and Assets. They differ in words only, so one set of handlers serves
// both; a SID of the other kind is not found.

// viewResource: the one link leads to the versions, under a key that names the kind
// (official examples of FetchFunction and FetchAsset).
func (c *call) viewResource(r *resource) resourceView {
	url := c.url("Services", r.ServiceSID, r.Kind.collection(), r.SID)
	v := resourceView{
		SID: r.SID, AccountSID: r.AccountSID, ServiceSID: r.ServiceSID, FriendlyName: r.FriendlyName,
		DateCreated: date(r.Created), DateUpdated: date(r.Updated), URL: url,
	}
	if r.Kind == kindAsset {
		v.Links.AssetVersion = url + "/Versions"
	} else {
		v.Links.FunctionVersion = url + "/Versions"
	}
	return v
}

func listResources(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.RLock()
		defer e.mu.RUnlock()
		n, err := e.service(c)
		if err != nil {
			return nil, err
		}
		return pageOf[*resourceNode]{
			key:     k.listKey(),
			entries: n.resources(k).items,
			view:    func(r *resourceNode) any { return c.viewResource(r.resource) },
		}.serve(e, c)
	}
}

func fetchResource(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.RLock()
		defer e.mu.RUnlock()
		_, r, err := e.resource(c, k, "Sid")
		if err != nil {
			return nil, err
		}
		return jsonReply(http.StatusOK, c.viewResource(r.resource))
	}
}

// createResource does not look for the FriendlyName: four Functions of one name
// were observed in one Service.
func createResource(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		n, err := e.service(c)
		if err != nil {
			return nil, err
		}
		r := resource{Kind: k, FriendlyName: c.form.required("FriendlyName", maxFriendlyName)}
		if err := c.form.err(); err != nil {
			return nil, err
		}
		r.head = e.head(c, sidResource, n.SID)
		e.commit(put(&r))
		return jsonReply(http.StatusCreated, c.viewResource(&r))
	}
}

// updateResource requires the one field it has (official document, UpdateFunction).
func updateResource(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		_, node, err := e.resource(c, k, "Sid")
		if err != nil {
			return nil, err
		}
		r := *node.resource
		r.FriendlyName = c.form.required("FriendlyName", maxFriendlyName)
		if err := c.form.err(); err != nil {
			return nil, err
		}
		r.touch(c)
		e.commit(put(&r))
		return jsonReply(http.StatusOK, c.viewResource(&r))
	}
}

// deleteResource takes the versions along (observed).
func deleteResource(k kind) handler {
	return func(e *Emulator, c *call) (*reply, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		n, node, err := e.resource(c, k, "Sid")
		if err != nil {
			return nil, err
		}
		if refuseDeletingLive && n.serves(node) {
			return nil, refuse(http.StatusConflict, "Cannot delete %s because it's part of an active Deployment.", node.SID)
		}
		e.commit(drop(node.resource))
		return noContent(), nil
	}
}
