// Argo CD's notifications engine, wired as Argo CD's notifications controller wires it, over the Applications of one
// namespace. The trigger's clock can be moved, so that what happens every ten minutes need not be waited for.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"strings"
	"time"

	"github.com/argoproj/notifications-engine/pkg/api"
	"github.com/argoproj/notifications-engine/pkg/controller"
	"github.com/argoproj/notifications-engine/pkg/services"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

var (
	kubeconfig = flag.String("kubeconfig", "", "the cluster")
	namespace  = flag.String("namespace", "argocd", "of the Applications, the ConfigMap and the Secret")
	resync     = flag.Duration("resync", time.Minute, "how often every Application is looked at")
	offset     = flag.String("offset", "", "file with a duration that the triggers' clock is ahead")
)

func main() {
	flag.Parse()
	ctx := context.Background()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	core := informers.NewSharedInformerFactoryWithOptions(
		kubernetes.NewForConfigOrDie(config), *resync, informers.WithNamespace(*namespace))
	secrets, configMaps := core.Core().V1().Secrets().Informer(), core.Core().V1().ConfigMaps().Informer()
	factory := api.NewFactory(api.Settings{
		ConfigMapName: "argocd-notifications-cm",
		SecretName:    "argocd-notifications-secret",
		InitGetVars:   variables,
	}, *namespace, secrets, configMaps)

	applications := schema.GroupVersionResource{Group: "argoproj.io", Version: "v1alpha1", Resource: "applications"}
	client := dynamic.NewForConfigOrDie(config)
	watched := dynamicinformer.NewFilteredDynamicSharedInformerFactory(client, *resync, *namespace, nil)
	informer := watched.ForResource(applications).Informer()
	engine := controller.NewController(client.Resource(applications), informer, factory,
		controller.WithSkipProcessing(notReconciledYet))

	core.Start(ctx.Done())
	watched.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), secrets.HasSynced, configMaps.HasSynced, informer.HasSynced) {
		log.Fatal("the caches did not fill")
	}
	engine.Run(10, ctx.Done())
}

// What Argo CD gives to triggers and templates, as far as ours use it.
func variables(_ *api.Config, _ *corev1.ConfigMap, _ *corev1.Secret) (api.GetVars, error) {
	clock := map[string]any{"Now": now, "Parse": parse}
	return func(application map[string]any, _ services.Destination) map[string]any {
		return map[string]any{"app": application, "time": clock}
	}, nil
}

func now() time.Time {
	text, err := os.ReadFile(*offset)
	if err != nil {
		return time.Now()
	}
	ahead, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		log.Fatal(err)
	}
	return time.Now().Add(ahead)
}

func parse(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

// Argo CD leaves an Application alone until a reconciliation has followed its last operation.
func notReconciledYet(object metav1.Object) (bool, string) {
	application, ok := object.(*unstructured.Unstructured)
	if !ok {
		return false, ""
	}
	finished, _, _ := unstructured.NestedString(application.Object, "status", "operationState", "finishedAt")
	reconciled, _, _ := unstructured.NestedString(application.Object, "status", "reconciledAt")
	if finished == "" || reconciled == "" || !parse(finished).After(parse(reconciled)) {
		return false, ""
	}
	return true, "not reconciled since the last operation"
}
