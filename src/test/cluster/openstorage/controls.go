package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang/protobuf/jsonpb"
	"github.com/libopenstorage/openstorage/api"
	"github.com/libopenstorage/openstorage/pkg/auth"
)

// sharedSecret is the secret tokens are signed with; it can change while the server runs, as on a rotation.
type sharedSecret struct {
	current atomic.Pointer[auth.JwtAuthenticator]
}

func (s *sharedSecret) set(secret string) error {
	a, err := auth.NewJwtAuth(&auth.JwtAuthConfig{SharedSecret: []byte(secret),
		UsernameClaim: auth.UsernameClaimTypeSubject})
	if err == nil {
		s.current.Store(a)
	}
	return err
}

func (s *sharedSecret) AuthenticateToken(ctx context.Context, token string) (*auth.Claims, error) {
	return s.current.Load().AuthenticateToken(ctx, token)
}

func (s *sharedSecret) Username(c *auth.Claims) string { return s.current.Load().Username(c) }

// doors stand before the REST gateway and let a test spoil what comes out of it.
type doors struct {
	inner  http.Handler
	mu     sync.Mutex
	mode   string // "" or "ok" for untouched
	status int
	delay  time.Duration
	tokens map[string]bool
	calls  map[string]int
}

func (d *doors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	if d.calls == nil {
		d.calls, d.tokens = map[string]int{}, map[string]bool{}
	}
	d.calls[r.Method+" "+r.URL.Path]++
	if t := r.Header.Get("Authorization"); t != "" {
		d.tokens[t] = true
	}
	mode, status, delay := d.mode, d.status, d.delay
	d.mu.Unlock()
	switch mode {
	case "hang": // the connection is accepted and nothing is ever answered
		<-r.Context().Done()
	case "slow":
		select {
		case <-time.After(delay):
			d.inner.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	case "status":
		http.Error(w, `{"error":"made to fail","code":14,"message":"made to fail"}`, status)
	case "garbage":
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "<html>this is no answer of the SDK</html>")
	case "endless": // well-formed and without an end
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"volumes":[{"volume":{"id":"0"}}`)
		for i := 1; r.Context().Err() == nil; i++ {
			if _, err := fmt.Fprintf(w, `,{"volume":{"id":"%d"}}`, i); err != nil {
				return
			}
		}
	case "cut": // half an answer
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"nodes":[{"id":"half","volumes":[{"volume":{"id":"half"`)
	default:
		d.inner.ServeHTTP(w, r)
	}
}

// controls are a test's hands:
//
//	PUT  /fake/nodes             {"nodes": [...]}: all nodes, as openstorage.api.StorageNode in the SDK's JSON
//	POST /fake/nodes             one node, added or replaced; DELETE /fake/nodes/{id}
//	POST /fake/status            ?id=&status=STATUS_OFFLINE: of one node; without id, of the cluster
//	PUT  /fake/volumes           {"volumes": [...]}: all volumes, as openstorage.api.Volume
//	POST /fake/volumes           one volume, added or replaced; DELETE /fake/volumes/{id}
//	POST /fake/mode              ?mode=ok|hang|slow|status|garbage|endless|cut&status=503&delay=5s: what the gateway answers
//	POST /fake/secret            the new shared secret, as the body
//	GET  /fake/calls             {"calls": {"GET /v1/...": n}, "tokens": n}: since the server began
func controls(c *fakeCluster, d *driver, keys *sharedSecret, doors *doors) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(r *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := f(r); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
			}
		})
	}
	handle("PUT /fake/nodes", func(r *http.Request) error {
		var all api.SdkNodeEnumerateWithFiltersResponse
		if err := jsonpb.Unmarshal(r.Body, &all); err != nil {
			return err
		}
		nodes := make([]api.Node, len(all.Nodes))
		for i, n := range all.Nodes {
			nodes[i] = node(n)
		}
		c.setNodes(nodes)
		return nil
	})
	handle("POST /fake/nodes", func(r *http.Request) error {
		var n api.StorageNode
		if err := jsonpb.Unmarshal(r.Body, &n); err != nil {
			return err
		}
		c.putNode(node(&n))
		return nil
	})
	handle("DELETE /fake/nodes/{id}", func(r *http.Request) error {
		c.deleteNode(r.PathValue("id"))
		return nil
	})
	handle("POST /fake/status", func(r *http.Request) error {
		status, ok := api.Status_value[r.FormValue("status")]
		if !ok {
			return fmt.Errorf("no such status: %s", r.FormValue("status"))
		}
		if id := r.FormValue("id"); id != "" {
			n, err := c.Inspect(id)
			n.Status = api.Status(status)
			if err == nil {
				c.putNode(n)
			}
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.status = api.Status(status)
		return nil
	})
	handle("PUT /fake/volumes", func(r *http.Request) error {
		var all struct{ Volumes []json.RawMessage }
		if err := json.NewDecoder(r.Body).Decode(&all); err != nil {
			return err
		}
		vols := make([]*api.Volume, len(all.Volumes))
		for i, raw := range all.Volumes {
			vols[i] = &api.Volume{}
			if err := jsonpb.UnmarshalString(string(raw), vols[i]); err != nil {
				return err
			}
		}
		return d.setVolumes(vols)
	})
	handle("POST /fake/volumes", func(r *http.Request) error {
		v := &api.Volume{}
		if err := jsonpb.Unmarshal(r.Body, v); err != nil {
			return err
		}
		return d.putVolume(v)
	})
	handle("DELETE /fake/volumes/{id}", func(r *http.Request) error { return d.deleteVolume(r.PathValue("id")) })
	handle("POST /fake/mode", func(r *http.Request) error {
		doors.mu.Lock()
		defer doors.mu.Unlock()
		doors.mode = r.FormValue("mode")
		doors.status, _ = strconv.Atoi(r.FormValue("status"))
		doors.delay, _ = time.ParseDuration(r.FormValue("delay"))
		return nil
	})
	handle("POST /fake/secret", func(r *http.Request) error {
		secret, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		return keys.set(string(secret))
	})
	mux.HandleFunc("GET /fake/calls", func(w http.ResponseWriter, r *http.Request) {
		doors.mu.Lock()
		defer doors.mu.Unlock()
		json.NewEncoder(w).Encode(map[string]any{"calls": doors.calls, "tokens": len(doors.tokens)})
	})
	return mux
}

// node turns the SDK's record of a node into the one a cluster keeps.
func node(n *api.StorageNode) api.Node {
	out := api.Node{Id: n.Id, SchedulerNodeName: n.SchedulerNodeName, Status: n.Status, MgmtIp: n.MgmtIp,
		DataIp: n.DataIp, Hostname: n.Hostname, NodeLabels: n.NodeLabels, HWType: n.HWType}
	for _, p := range n.Pools {
		out.Pools = append(out.Pools, *p)
	}
	return out
}
