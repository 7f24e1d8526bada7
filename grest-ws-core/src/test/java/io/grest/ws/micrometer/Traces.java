package io.grest.ws.micrometer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces as an application keeps them, by the OpenTelemetry bridge of Micrometer Tracing,
 * in memory.
 */
public final class Traces {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final OtelTracer tracer;

	public Traces() {
		SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
			.build();
		Tracer otel = provider.get("grest-ws");
		this.tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		this.registry.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(this.tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(this.tracer, propagator),
					new DefaultTracingObservationHandler(this.tracer)));
	}

	public ObservationRegistry registry() {
		return this.registry;
	}

	public MicrometerObserver observer() {
		return new MicrometerObserver(this.registry);
	}

	/** The id of the trace that the calling thread works on. */
	String currentTraceId() {
		return (this.tracer.currentSpan() != null) ? this.tracer.currentSpan().context().traceId() : "none";
	}

	List<SpanData> spans() {
		return this.exporter.getFinishedSpanItems();
	}

	/** Wait until this many spans have ended. */
	List<SpanData> await(int number) {
		Awaitility.await().atMost(TIMEOUT).until(() -> spans().size() >= number);
		assertThat(spans()).hasSize(number);
		return spans();
	}

	/** The spans as a tree: {@code name KIND}, those below indented by a tab, by name. */
	String tree(int number) {
		Map<String, List<SpanData>> byParent = await(number).stream()
			.collect(Collectors.groupingBy(SpanData::getParentSpanId));
		StringBuilder tree = new StringBuilder();
		List<SpanData> roots = spans().stream()
			.filter((span) -> spans().stream().noneMatch((other) -> other.getSpanId().equals(span.getParentSpanId())))
			.toList();
		write(tree, roots, byParent, 0);
		return tree.toString();
	}

	private void write(StringBuilder tree, List<SpanData> level, Map<String, List<SpanData>> byParent, int depth) {
		level.stream().sorted((one, other) -> one.getName().compareTo(other.getName())).forEach((span) -> {
			tree.append("\t".repeat(depth)).append(span.getName());
			tree.append((span.getKind() == SpanKind.INTERNAL) ? "" : " " + span.getKind()).append('\n');
			write(tree, byParent.getOrDefault(span.getSpanId(), List.of()), byParent, depth + 1);
		});
	}

	void reset() {
		this.exporter.reset();
	}

}
