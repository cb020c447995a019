package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/golang/protobuf/ptypes"
	"github.com/libopenstorage/openstorage/api"
	"github.com/libopenstorage/openstorage/volume"
	"github.com/portworx/kvdb"
)

// store is what the fake driver keeps its volumes with.
type store interface {
	CreateVol(*api.Volume) error
	UpdateVol(*api.Volume) error
	DeleteVol(string) error
}

// driver is openstorage's "fake" volume driver plus what it leaves out.
type driver struct {
	volume.VolumeDriver
	c          *fakeCluster
	mu         sync.Mutex
	next       int
	migrations map[string]*api.CloudMigrateInfo
	tasks      map[string]string // a backup or restore in "fake" -> the caller's task id
	groups     map[string]string // task id -> group backup id
}

// Create places replicas: spec.replica_set.nodes where given, else round robin.
func (d *driver) Create(ctx context.Context, l *api.VolumeLocator, s *api.Source, spec *api.VolumeSpec) (string, error) {
	id, err := d.VolumeDriver.Create(ctx, l, s, spec)
	if err != nil {
		return "", err
	}
	return id, d.update(id, func(v *api.Volume) {
		v.ReplicaSets = []*api.ReplicaSet{{Nodes: d.place(spec.GetReplicaSet().GetNodes(), int(spec.GetHaLevel()))}}
	})
}

func (d *driver) place(nodes []string, replicas int) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.c.nodeIDs()
	for i := 0; len(nodes) < replicas && i < len(all); i++ {
		if n := all[d.next%len(all)]; !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
		d.next++
	}
	return nodes
}

// Snapshot goes through our Create, so that a snapshot has replicas too.
func (d *driver) Snapshot(id string, ro bool, l *api.VolumeLocator, _ bool) (string, error) {
	vols, err := d.Inspect([]string{id})
	if err != nil {
		return "", err
	}
	sid, err := d.Create(context.TODO(), l, &api.Source{Parent: vols[0].Id}, vols[0].Spec)
	if err == nil {
		err = d.update(sid, func(v *api.Volume) { v.Readonly = ro })
	}
	return sid, err
}

func (d *driver) Attach(ctx context.Context, id string, o map[string]string) (string, error) {
	n := o["node"] // a test's own key, from driver_options
	if all := d.c.nodeIDs(); n == "" && len(all) > 0 {
		n = all[0]
	}
	return "/dev/fake/" + id, d.update(id, func(v *api.Volume) {
		v.AttachedOn, v.State, v.DevicePath = n, api.VolumeState_VOLUME_STATE_ATTACHED, "/dev/fake/"+id
	})
}

func (d *driver) Detach(ctx context.Context, id string, o map[string]string) error {
	return d.update(id, func(v *api.Volume) {
		v.AttachedOn, v.State, v.DevicePath = "", api.VolumeState_VOLUME_STATE_DETACHED, ""
	})
}

func (d *driver) update(id string, f func(*api.Volume)) error {
	vols, err := d.Inspect([]string{id})
	if err != nil {
		return err
	}
	f(vols[0])
	return d.VolumeDriver.(store).UpdateVol(vols[0])
}

func (d *driver) CloudMigrateStart(r *api.CloudMigrateStartRequest) (*api.CloudMigrateStartResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.TaskId == "" {
		r.TaskId = fmt.Sprintf("task-%d", len(d.migrations)+1)
	}
	now := ptypes.TimestampNow()
	d.migrations[r.TaskId] = &api.CloudMigrateInfo{TaskId: r.TaskId, ClusterId: r.ClusterId,
		LocalVolumeId: r.TargetId, RemoteVolumeId: "remote-" + r.TargetId, CurrentStage: api.CloudMigrate_Done,
		Status: api.CloudMigrate_Complete, StartTime: now, LastUpdate: now, CompletedTime: now}
	return &api.CloudMigrateStartResponse{TaskId: r.TaskId}, nil
}

func (d *driver) CloudMigrateCancel(r *api.CloudMigrateCancelRequest) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.migrations[r.TaskId]
	if !ok {
		return kvdb.ErrNotFound
	}
	m.Status = api.CloudMigrate_Canceled
	return nil
}

func (d *driver) CloudMigrateStatus(r *api.CloudMigrateStatusRequest) (*api.CloudMigrateStatusResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]*api.CloudMigrateInfoList{}
	for _, m := range d.migrations {
		if (r.TaskId == "" || r.TaskId == m.TaskId) && (r.ClusterId == "" || r.ClusterId == m.ClusterId) {
			if out[m.ClusterId] == nil {
				out[m.ClusterId] = &api.CloudMigrateInfoList{}
			}
			out[m.ClusterId].List = append(out[m.ClusterId].List, m)
		}
	}
	return &api.CloudMigrateStatusResponse{Info: out}, nil
}

// "fake" makes up its own task ids; a client's are honoured here.

func (d *driver) CloudBackupCreate(r *api.CloudBackupCreateRequest) (*api.CloudBackupCreateResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.tasks {
		if r.Name != "" && t == r.Name {
			return nil, volume.ErrExist
		}
	}
	b, err := d.VolumeDriver.CloudBackupCreate(r)
	if err == nil && r.Name != "" {
		d.tasks[b.Name], b.Name = r.Name, r.Name
	}
	return b, err
}

func (d *driver) CloudBackupRestore(r *api.CloudBackupRestoreRequest) (*api.CloudBackupRestoreResponse, error) {
	if l := r.Locator; l != nil && r.RestoreVolumeName == "" {
		r.RestoreVolumeName = l.Name
	}
	out, err := d.VolumeDriver.CloudBackupRestore(r)
	if err != nil {
		return nil, err
	}
	st, err := d.VolumeDriver.CloudBackupStatus(&api.CloudBackupStatusRequest{SrcVolumeID: out.RestoreVolumeID})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	for id := range st.Statuses {
		out.Name = id
		if r.Name != "" {
			d.tasks[id], out.Name = r.Name, r.Name
		}
	}
	d.mu.Unlock()
	return out, d.update(out.RestoreVolumeID, func(v *api.Volume) {
		v.ReplicaSets = []*api.ReplicaSet{{Nodes: d.place(nil, int(v.Spec.HaLevel))}}
		for k, l := range r.Locator.GetVolumeLabels() {
			v.Locator.VolumeLabels[k] = l
		}
	})
}

func (d *driver) CloudBackupStatus(r *api.CloudBackupStatusRequest) (*api.CloudBackupStatusResponse, error) {
	in := *r
	in.ID = ""
	all, err := d.VolumeDriver.CloudBackupStatus(&in)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]api.CloudBackupStatus{}
	for id, st := range all.Statuses {
		if t := d.tasks[id]; t != "" {
			id = t
		}
		if r.ID == "" || r.ID == id || r.ID == d.groups[id] {
			out[id] = st
		}
	}
	return &api.CloudBackupStatusResponse{Statuses: out}, nil
}

// The rest "fake" has no method for: its embedded interfaces are nil, so that
// without these a client's call would end the process (sdk does not recover).

func (d *driver) CloudBackupGroupCreate(r *api.CloudBackupGroupCreateRequest) (*api.CloudBackupGroupCreateResponse, error) {
	l := &api.VolumeLocator{VolumeLabels: r.Labels, VolumeIds: r.VolumeIDs}
	if r.GroupID != "" {
		l.Group = &api.Group{Id: r.GroupID}
	}
	vols, err := d.Enumerate(l, nil)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	out := &api.CloudBackupGroupCreateResponse{GroupCloudBackupID: fmt.Sprintf("group-%d", len(d.groups))}
	d.mu.Unlock()
	for _, v := range vols {
		if v.GetSource().GetParent() != "" {
			continue
		}
		b, err := d.CloudBackupCreate(&api.CloudBackupCreateRequest{VolumeID: v.Id, CredentialUUID: r.CredentialUUID, Full: r.Full})
		if err != nil {
			return nil, err
		}
		out.Names = append(out.Names, b.Name)
		d.mu.Lock()
		d.groups[b.Name] = out.GroupCloudBackupID
		d.mu.Unlock()
	}
	return out, nil
}

func (d *driver) CloudBackupSize(r *api.SdkCloudBackupSizeRequest) (*api.SdkCloudBackupSizeResponse, error) {
	return &api.SdkCloudBackupSizeResponse{Size: 1 << 20}, nil
}

func (d *driver) CloudBackupGroupSchedCreate(*api.CloudBackupGroupSchedCreateRequest) (*api.CloudBackupSchedCreateResponse, error) {
	return nil, volume.ErrNotSupported
}

func (d *driver) CloudBackupSchedUpdate(*api.CloudBackupSchedUpdateRequest) error {
	return volume.ErrNotSupported
}

func (d *driver) CloudBackupGroupSchedUpdate(*api.CloudBackupGroupSchedUpdateRequest) error {
	return volume.ErrNotSupported
}

func (d *driver) CredsUpdate(string, map[string]string) error { return volume.ErrNotSupported }

func (d *driver) CredsDeleteReferences(string) error { return nil }

// setVolumes replaces every volume by the ones given, as they are.
func (d *driver) setVolumes(vols []*api.Volume) error {
	all, err := d.Enumerate(&api.VolumeLocator{}, nil)
	if err != nil {
		return err
	}
	stay := map[string]bool{}
	for _, v := range vols {
		stay[v.Id] = true
	}
	for _, v := range all {
		if stay[v.Id] {
			continue
		}
		if err := d.deleteVolume(v.Id); err != nil {
			return err
		}
	}
	for _, v := range vols {
		if err := d.putVolume(v); err != nil {
			return err
		}
	}
	return nil
}

// putVolume adds a volume, or replaces the one of its id.
func (d *driver) putVolume(v *api.Volume) error {
	if v.Id == "" {
		return fmt.Errorf("a volume needs an id")
	}
	if v.Locator == nil {
		v.Locator = &api.VolumeLocator{Name: v.Id}
	}
	if v.Spec == nil {
		v.Spec = &api.VolumeSpec{}
	}
	return d.VolumeDriver.(store).UpdateVol(v)
}

// deleteVolume forgets a volume.
func (d *driver) deleteVolume(id string) error { return d.VolumeDriver.(store).DeleteVol(id) }
