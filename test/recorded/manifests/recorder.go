package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	kjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/apis/core/validation"
)

type in struct{ Id, Manifest string }
type cause struct{ Field, Type, Detail string }
type out struct {
	Id     string  `json:"id"`
	Ok     bool    `json:"ok"`
	Error  string  `json:"error,omitempty"`
	Causes []cause `json:"causes,omitempty"`
	Stored any     `json:"stored,omitempty"`
}

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<24), 1<<24)
	s := kjson.NewSerializerWithOptions(kjson.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme, kjson.SerializerOptions{Yaml: true, Strict: true})
	dec := legacyscheme.Codecs.CodecForVersions(nil, s, nil, runtime.InternalGroupVersioner)
	enc := json.NewEncoder(os.Stdout)
	for sc.Scan() {
		var r in
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			panic(err)
		}
		o := out{Id: r.Id}
		obj, _, err := dec.Decode([]byte(r.Manifest), nil, nil)
		if err != nil {
			o.Error = err.Error()
			enc.Encode(o)
			continue
		}
		var errs field.ErrorList
		switch x := obj.(type) {
		case *apps.Deployment:
			if x.Namespace == "" {
				x.Namespace = "default"
			}
			opts := podutil.GetValidationOptionsFromPodTemplate(&x.Spec.Template, nil)
			podutil.DropDisabledTemplateFields(&x.Spec.Template, nil)
			errs = appsvalidation.ValidateDeployment(x, opts)
		case *core.Pod:
			if x.Namespace == "" {
				x.Namespace = "default"
			}
			x.Status = core.PodStatus{}
			podutil.DropDisabledPodFields(x, nil)
			opts := podutil.GetValidationOptionsFromPodSpecAndMeta(&x.Spec, nil, &x.ObjectMeta, nil)
			opts.ResourceIsPod = true
			errs = validation.ValidatePodCreate(x, opts)
		case *core.Service:
			if x.Namespace == "" {
				x.Namespace = "default"
			}
			// what allocation does before validation
			if x.Spec.ClusterIP == "" && x.Spec.Type != core.ServiceTypeExternalName {
				x.Spec.ClusterIP = "10.0.0.1"
				x.Spec.ClusterIPs = []string{"10.0.0.1"}
			} else if x.Spec.ClusterIP != "" && len(x.Spec.ClusterIPs) == 0 {
				x.Spec.ClusterIPs = []string{x.Spec.ClusterIP}
			}
			if x.Spec.Type != core.ServiceTypeExternalName && x.Spec.IPFamilyPolicy == nil {
				p := core.IPFamilyPolicySingleStack
				x.Spec.IPFamilyPolicy = &p
				if len(x.Spec.IPFamilies) == 0 {
					x.Spec.IPFamilies = []core.IPFamily{core.IPv4Protocol}
				}
			}
			errs = validation.ValidateServiceCreate(x)
		case *core.Node:
			errs = validation.ValidateNode(x)
		default:
			o.Error = "other kind"
			enc.Encode(o)
			continue
		}
		o.Ok = len(errs) == 0
		for _, e := range errs {
			o.Causes = append(o.Causes, cause{e.Field, string(e.Type), strings.SplitN(e.ErrorBody(), "\n", 2)[0]})
		}
		enc.Encode(o)
	}
}
