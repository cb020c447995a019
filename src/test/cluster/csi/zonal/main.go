// zonal is a small CSI driver for tests: volumes are numbers, room is counted per segment of the cluster. It is asked by
// the real external-provisioner; nothing is ever mounted.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// driver serves volumes from pools, one per value of the topology key.
type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	name, key string
	largest   int64

	mu      sync.Mutex
	free    map[string]int64
	volumes map[string]volume
}

type volume struct {
	segment string
	bytes   int64
}

func (d *driver) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: d.name, VendorVersion: "1"}, nil
}

func (d *driver) GetPluginCapabilities(context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	answer := &csi.GetPluginCapabilitiesResponse{}
	for _, service := range []csi.PluginCapability_Service_Type{
		csi.PluginCapability_Service_CONTROLLER_SERVICE,
		csi.PluginCapability_Service_VOLUME_ACCESSIBILITY_CONSTRAINTS,
	} {
		answer.Capabilities = append(answer.Capabilities, &csi.PluginCapability{
			Type: &csi.PluginCapability_Service_{Service: &csi.PluginCapability_Service{Type: service}}})
	}
	return answer, nil
}

func (d *driver) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{Ready: wrapperspb.Bool(true)}, nil
}

func (d *driver) ControllerGetCapabilities(context.Context, *csi.ControllerGetCapabilitiesRequest) (*csi.ControllerGetCapabilitiesResponse, error) {
	answer := &csi.ControllerGetCapabilitiesResponse{}
	for _, rpc := range []csi.ControllerServiceCapability_RPC_Type{
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME,
		csi.ControllerServiceCapability_RPC_GET_CAPACITY,
	} {
		answer.Capabilities = append(answer.Capabilities, &csi.ControllerServiceCapability{
			Type: &csi.ControllerServiceCapability_Rpc{Rpc: &csi.ControllerServiceCapability_RPC{Type: rpc}}})
	}
	return answer, nil
}

func (d *driver) GetCapacity(_ context.Context, ask *csi.GetCapacityRequest) (*csi.GetCapacityResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	answer := &csi.GetCapacityResponse{AvailableCapacity: d.free[ask.GetAccessibleTopology().GetSegments()[d.key]]}
	if d.largest > 0 {
		answer.MaximumVolumeSize = wrapperspb.Int64(d.largest)
	}
	return answer, nil
}

// CreateVolume takes the room where the provisioner wants it first, and nowhere else: a full segment is a failure.
func (d *driver) CreateVolume(_ context.Context, ask *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	made, known := d.volumes[ask.Name]
	if !known {
		preferred := ask.GetAccessibilityRequirements().GetPreferred()
		if len(preferred) == 0 {
			return nil, status.Error(codes.InvalidArgument, "no topology")
		}
		made = volume{preferred[0].Segments[d.key], ask.GetCapacityRange().GetRequiredBytes()}
		if d.free[made.segment] < made.bytes || (d.largest > 0 && made.bytes > d.largest) {
			log.Printf("REFUSED %s: %d bytes do not fit into %s, %d free", ask.Name, made.bytes, made.segment, d.free[made.segment])
			return nil, status.Errorf(codes.ResourceExhausted, "%s has no room for %d bytes", made.segment, made.bytes)
		}
		d.free[made.segment] -= made.bytes
		d.volumes[ask.Name] = made
		log.Printf("CREATED %s: %d bytes in %s, %d left", ask.Name, made.bytes, made.segment, d.free[made.segment])
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{
		VolumeId:           ask.Name,
		CapacityBytes:      made.bytes,
		AccessibleTopology: []*csi.Topology{{Segments: map[string]string{d.key: made.segment}}},
	}}, nil
}

func (d *driver) DeleteVolume(_ context.Context, ask *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if made, known := d.volumes[ask.VolumeId]; known {
		d.free[made.segment] += made.bytes
		delete(d.volumes, ask.VolumeId)
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func main() {
	d := &driver{free: map[string]int64{}, volumes: map[string]volume{}}
	flag.StringVar(&d.name, "name", "", "the driver's name")
	flag.StringVar(&d.key, "topology-key", "", "node label that names a segment")
	flag.Int64Var(&d.largest, "largest", 0, "largest volume in bytes, 0 for any")
	flag.Func("pool", "segment=bytes, once per segment", func(text string) error {
		segment, bytes, found := strings.Cut(text, "=")
		room, err := strconv.ParseInt(bytes, 10, 64)
		if !found || err != nil {
			return fmt.Errorf("want segment=bytes")
		}
		d.free[segment] = room
		return nil
	})
	socket := flag.String("socket", "", "path of the Unix socket to serve on")
	flag.Parse()
	os.Remove(*socket)
	listener, err := net.Listen("unix", *socket)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	csi.RegisterIdentityServer(server, d)
	csi.RegisterControllerServer(server, d)
	log.Printf("serving %s", d.name)
	log.Fatal(server.Serve(listener))
}
