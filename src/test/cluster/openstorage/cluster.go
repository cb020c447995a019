package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/libopenstorage/gossip/types"
	"github.com/libopenstorage/openstorage/api"
	"github.com/libopenstorage/openstorage/cluster"
	"github.com/libopenstorage/openstorage/pkg/clusterdomain"
	"github.com/portworx/kvdb"
)

// fakeCluster is the cluster the server says it belongs to: nodes, pairs and domains in memory.
type fakeCluster struct {
	cluster.NullClusterManager
	mu      sync.Mutex
	id      string
	status  api.Status // how the answering node sees the whole cluster
	nodes   []api.Node
	pairs   map[string]*api.ClusterPairInfo
	domains map[string]types.ClusterDomainState
	order   []string
}

func (c *fakeCluster) Uuid() string { return c.id }

func (c *fakeCluster) Enumerate() (api.Cluster, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := api.Cluster{Status: c.status, Id: c.id}
	if len(c.nodes) > 0 {
		out.NodeId = c.nodes[0].Id
	}
	for _, n := range c.nodes {
		n := n
		out.Nodes = append(out.Nodes, &n)
	}
	return out, nil
}

func (c *fakeCluster) Inspect(id string) (api.Node, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.nodes {
		if n.Id == id {
			return n, nil
		}
	}
	return api.Node{}, kvdb.ErrNotFound
}

func (c *fakeCluster) GetNodeIdFromIp(s string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.nodes {
		if s == n.Id || s == n.MgmtIp || s == n.DataIp {
			return n.Id, nil
		}
	}
	return "", fmt.Errorf("no node %s", s)
}

func (c *fakeCluster) CreatePair(r *api.ClusterPairCreateRequest) (*api.ClusterPairCreateResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ep := fmt.Sprintf("http://%s:%d", r.RemoteClusterIp, r.RemoteClusterPort)
	id := "remote-" + strings.NewReplacer(".", "-", ":", "-").Replace(r.RemoteClusterIp)
	c.pairs[id] = &api.ClusterPairInfo{Id: id, Name: id, Endpoint: ep, CurrentEndpoints: []string{ep},
		Token: r.RemoteClusterToken, Mode: r.Mode, Options: map[string]string{"CredentialId": r.CredentialId}}
	return &api.ClusterPairCreateResponse{RemoteClusterId: id, RemoteClusterName: id}, nil
}

func (c *fakeCluster) GetPair(id string) (*api.ClusterPairGetResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.pairs[id]; ok {
		return &api.ClusterPairGetResponse{PairInfo: p}, nil
	}
	return nil, kvdb.ErrNotFound
}

func (c *fakeCluster) EnumeratePairs() (*api.ClusterPairsEnumerateResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := &api.ClusterPairsEnumerateResponse{Pairs: map[string]*api.ClusterPairInfo{}}
	for k, v := range c.pairs {
		r.Pairs[k] = v
	}
	return r, nil
}

func (c *fakeCluster) DeletePair(id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.pairs[id]; !ok {
		return kvdb.ErrNotFound
	}
	delete(c.pairs, id)
	return nil
}

func (c *fakeCluster) GetPairToken(bool) (*api.ClusterPairTokenGetResponse, error) {
	return &api.ClusterPairTokenGetResponse{Token: "fake-token-" + c.id}, nil
}

func (c *fakeCluster) domain(name string) (*clusterdomain.ClusterDomainInfo, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.domains[name]; ok {
		return &clusterdomain.ClusterDomainInfo{Name: name, State: s}, nil
	}
	return nil, clusterdomain.ErrClusterDomainNotFound
}

func (c *fakeCluster) GetSelfDomain() (*clusterdomain.ClusterDomainInfo, error) {
	return c.domain(c.order[0])
}
func (c *fakeCluster) InspectDomain(n string) (*clusterdomain.ClusterDomainInfo, error) {
	return c.domain(n)
}

func (c *fakeCluster) EnumerateDomains() (out []*clusterdomain.ClusterDomainInfo, err error) {
	for _, n := range c.order {
		d, _ := c.domain(n)
		out = append(out, d)
	}
	return out, nil
}

func (c *fakeCluster) UpdateDomainState(n string, s types.ClusterDomainState) error {
	if _, err := c.domain(n); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.domains[n] = s
	return nil
}

// setNodes replaces every node.
func (c *fakeCluster) setNodes(nodes []api.Node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes = nodes
}

// putNode adds a node, or replaces the one of its id.
func (c *fakeCluster) putNode(n api.Node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.nodes {
		if c.nodes[i].Id == n.Id {
			c.nodes[i] = n
			return
		}
	}
	c.nodes = append(c.nodes, n)
}

// deleteNode forgets a node, as after a decommission.
func (c *fakeCluster) deleteNode(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes = slices.DeleteFunc(c.nodes, func(n api.Node) bool { return n.Id == id })
}

// nodeIDs lists the ids of all nodes.
func (c *fakeCluster) nodeIDs() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := make([]string, len(c.nodes))
	for i := range c.nodes {
		ids[i] = c.nodes[i].Id
	}
	return ids
}
