package io.grest.ws.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.grest.ws.internal.reflect.SuspendFunction;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorContext;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Values as methods of contracts return them, for their validation: a constraint within
 * {@code Mono<...>}, {@code Flux<...>} or {@code Flow<...>} is on the type of the method.
 */
final class ReturnedValues {

	private ReturnedValues() {
	}

	/**
	 * Create a validator that also checks constraints within the containers.
	 */
	static Validator validator(ValidatorFactory factory) {
		ValidatorContext context = factory.usingContext()
			.addValueExtractor(new MonoExtractor())
			.addValueExtractor(new StageExtractor())
			.addValueExtractor(new ItemExtractor());
		return (SuspendFunction.isSupported() ? context.addValueExtractor(new FlowItem.Extractor()) : context)
			.getValidator();
	}

	/**
	 * Return an item as the stream that a method returns or takes.
	 * @param item the item
	 * @param type the class of the stream
	 */
	static Object stream(Object item, Class<?> type) {
		return (type == Flux.class) ? Flux.just(item) : new FlowItem(item);
	}

	/**
	 * Return a result as the method returns it.
	 * @param method the method
	 * @param value the result, or {@code null} for none
	 */
	static @Nullable Object of(ContractMethod method, @Nullable Object value) {
		if (!method.isReactive() || SuspendFunction.is(method.method())) {
			return value;
		}
		if (method.mode() == ContractMethod.Mode.STREAM) {
			return (value != null) ? stream(value, method.returnType()) : null;
		}
		return (method.returnType() == Mono.class) ? Mono.justOrEmpty(value) : CompletableFuture.completedFuture(value);
	}

	/**
	 * Extractor of the value from the {@code Mono} of a result.
	 */
	private static final class MonoExtractor implements ValueExtractor<Mono<@ExtractedValue ?>> {

		@Override
		public void extractValues(Mono<?> mono, ValueReceiver receiver) {
			if (mono instanceof Callable<?> known) {
				try {
					receiver.value(null, known.call());
				}
				catch (Exception ex) {
					throw new IllegalStateException("The Mono of a result must have a known value", ex);
				}
			}
		}

	}

	/**
	 * Extractor of one item from a stream.
	 */
	private static final class ItemExtractor implements ValueExtractor<Flux<@ExtractedValue ?>> {

		@Override
		public void extractValues(Flux<?> items, ValueReceiver receiver) {
			if (items instanceof Callable<?> known) {
				try {
					receiver.value(null, known.call());
				}
				catch (Exception ex) {
					throw new IllegalStateException("The stream must have one known item", ex);
				}
			}
		}

	}

	/**
	 * Extractor of the value from the stage of a result.
	 */
	private static final class StageExtractor implements ValueExtractor<CompletionStage<@ExtractedValue ?>> {

		@Override
		public void extractValues(CompletionStage<?> stage, ValueReceiver receiver) {
			receiver.value(null, stage.toCompletableFuture().getNow(null));
		}

	}

}
