package io.grest.ws.contract;

import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowCollector;
import org.jspecify.annotations.Nullable;

/**
 * {@code Flow} of one item that is known, for the validation of that item. To be used
 * only if coroutines are present.
 */
final class FlowItem implements Flow<Object> {

	private final Object item;

	FlowItem(Object item) {
		this.item = item;
	}

	@Override
	public @Nullable Object collect(FlowCollector<? super Object> collector, Continuation<? super Unit> continuation) {
		return collector.emit(this.item, continuation);
	}

	/**
	 * Extractor of the item.
	 */
	static final class Extractor implements ValueExtractor<Flow<@ExtractedValue ?>> {

		@Override
		public void extractValues(Flow<?> flow, ValueReceiver receiver) {
			if (flow instanceof FlowItem known) {
				receiver.value(null, known.item);
			}
		}

	}

}
