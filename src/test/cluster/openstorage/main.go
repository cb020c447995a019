// The OpenStorage SDK server of github.com/libopenstorage/openstorage on loopback: its gRPC server, its REST gateway,
// its "fake" volume driver and a made-up cluster of nodes, with controls by which a test changes all of it
// (see controls.go).
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"github.com/libopenstorage/gossip/types"
	"github.com/libopenstorage/openstorage/api"
	"github.com/libopenstorage/openstorage/api/server/sdk"
	"github.com/libopenstorage/openstorage/cluster"
	clustermanager "github.com/libopenstorage/openstorage/cluster/manager"
	"github.com/libopenstorage/openstorage/pkg/auth"
	"github.com/libopenstorage/openstorage/pkg/role"
	policy "github.com/libopenstorage/openstorage/pkg/storagepolicy"
	"github.com/libopenstorage/openstorage/volume"
	volumedrivers "github.com/libopenstorage/openstorage/volume/drivers"
	"github.com/libopenstorage/openstorage/volume/drivers/fake"
	"github.com/portworx/kvdb"
	"github.com/portworx/kvdb/mem"
	"github.com/sirupsen/logrus"
	"google.golang.org/grpc"
)

const driverName = "storkee-fake"

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "openstorage-sdk:", err)
		os.Exit(1)
	}
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "gRPC address")
	rest := flag.String("rest", "127.0.0.1:0", "address of the REST gateway")
	control := flag.String("control", "127.0.0.1:0", "address of the controls")
	names := flag.String("nodes", "", "names of the nodes to begin with, with commas")
	domains := flag.String("domains", "zone-a,zone-b", "cluster domains")
	secret := flag.String("jwt-secret", "", "HS256 shared secret; turns authentication on")
	issuers := flag.String("jwt-issuers", "", "accepted token issuers, with commas")
	cert := flag.String("tls-cert", "", "certificate of the REST gateway; turns TLS on")
	key := flag.String("tls-key", "", "its private key")
	most := flag.Int("gateway-max-bytes", 4<<20, "largest answer the gateway takes from the server, as upstream's")
	flag.Parse()

	kv, err := kvdb.New(mem.Name, "openstorage-sdk", nil, nil, kvdb.LogFatalErrorCB)
	check(err)
	check(kvdb.SetInstance(kv))

	c := &fakeCluster{id: "fake-cluster", status: api.Status_STATUS_OK, pairs: map[string]*api.ClusterPairInfo{},
		domains: map[string]types.ClusterDomainState{}, order: strings.Split(*domains, ",")}
	for _, n := range c.order {
		c.domains[n] = types.CLUSTER_DOMAIN_STATE_ACTIVE
	}
	for i, n := range strings.FieldsFunc(*names, func(r rune) bool { return r == ',' }) {
		ip := fmt.Sprintf("10.13.0.%d", i+1)
		c.putNode(api.Node{Id: "px-" + n, SchedulerNodeName: n, Hostname: n, MgmtIp: ip, DataIp: ip,
			Status: api.Status_STATUS_OK, NodeLabels: map[string]string{"zone": c.order[i%len(c.order)]},
			Pools: []api.StoragePool{{ID: 0, Uuid: "pool-" + n, TotalSize: 1 << 40}}})
	}
	clustermanager.Inst = func() (cluster.Cluster, error) { return c, nil }

	d := &driver{c: c, migrations: map[string]*api.CloudMigrateInfo{},
		tasks: map[string]string{}, groups: map[string]string{}}
	check(volumedrivers.Add(driverName, func(p map[string]string) (volume.VolumeDriver, error) {
		inner, err := fake.Init(p)
		d.VolumeDriver = inner
		return d, err
	}))
	check(volumedrivers.Register(driverName, nil))

	sec := &sdk.SecurityConfig{}
	keys := &sharedSecret{}
	if *secret != "" {
		check(keys.set(*secret))
		sec.Role, err = role.NewSdkRoleManager(kv)
		check(err)
		sec.Authenticators = map[string]auth.Authenticator{}
		for _, i := range strings.Split(*issuers, ",") {
			sec.Authenticators[i] = keys
		}
	}
	address, gateway := serve(*listen, c, sec, *most)

	doors := &doors{inner: gateway}
	l, err := net.Listen("tcp", *rest)
	check(err)
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		check(err)
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	}
	go func() { check(http.Serve(l, doors)) }()

	cl, err := net.Listen("tcp", *control)
	check(err)
	fmt.Printf("ready: gRPC %s, REST %s, controls %s\n", address, l.Addr(), cl.Addr())
	check(http.Serve(cl, controls(c, d, keys, doors)))
}

// serve starts the SDK server and answers its address and its REST gateway, which dials it as openstorage's own does.
func serve(listen string, c *fakeCluster, sec *sdk.SecurityConfig, most int) (string, http.Handler) {
	sp, err := policy.Init()
	check(err)
	dir, err := os.MkdirTemp("", "openstorage-sdk")
	check(err)
	sock := filepath.Join(dir, "sdk.sock")
	// The server's own REST gateway can only listen on every address; an impossible port makes it fail, and this lets
	// the process outlive that one Fatalf.
	var gone atomic.Bool
	logrus.StandardLogger().ExitFunc = func(code int) {
		if gone.Swap(true) {
			os.Exit(code)
		}
	}
	srv, err := sdk.New(&sdk.ServerConfig{Net: "tcp", Address: listen, RestPort: "99999", Socket: sock,
		DriverName: driverName, Cluster: c, StoragePolicy: sp, Security: sec,
		AuditOutput: io.Discard, AccessOutput: io.Discard})
	check(err)
	check(srv.Start())
	conn, err := grpc.Dial("unix:"+sock, grpc.WithInsecure(),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(most)))
	check(err)
	gateway := runtime.NewServeMux()
	for _, register := range []func(context.Context, *runtime.ServeMux, *grpc.ClientConn) error{
		api.RegisterOpenStorageClusterHandler, api.RegisterOpenStorageNodeHandler, api.RegisterOpenStorageVolumeHandler,
		api.RegisterOpenStorageCloudBackupHandler, api.RegisterOpenStorageIdentityHandler,
		api.RegisterOpenStorageClusterPairHandler, api.RegisterOpenStorageMigrateHandler,
		api.RegisterOpenStorageCredentialsHandler, api.RegisterOpenStorageMountAttachHandler,
		api.RegisterOpenStorageClusterDomainsHandler} {
		check(register(context.Background(), gateway, conn))
	}
	return srv.Address(), gateway
}
