package io.grest.ws.topic;

import java.util.function.Supplier;

import io.grest.ws.contract.Item;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stream whose producer outlives the connections that listen to it, such as the answer of
 * a language model, or an export. Its items are kept until some time after its end, so
 * that a page that was reloaded, or another device of the same user, receives all of
 * them, on any node.
 *
 * <pre class="code">
 * public Flux&lt;Item&lt;String&gt;&gt; answer(Question question) {
 *     return this.sockets.stream(this.user, question.id(), String.class)
 *         .startOrJoin(question.after(), () -&gt; this.model.answer(question.text()));
 * }
 *
 * public Mono&lt;Void&gt; stop(String id) {
 *     return this.sockets.stream(this.user, id, String.class).stop();
 * }
 * </pre>
 *
 * <p>
 * The producer runs on the node that has started it, at its own pace: it does not wait
 * for those who listen. It ends with its last item, by {@link #stop()}, at a
 * {@linkplain DetachedOptions limit}, or when nobody has listened for so long; listeners
 * that leave do not end it. If its node dies, the streams of its listeners end with a
 * {@link io.grest.ws.error.ServerErrorException} that says so.
 *
 * <p>
 * Safe to use from any thread. No method blocks.
 *
 * @param <T> the type of an item
 * @since 0.1.0
 */
public interface DetachedStream<T> {

	/**
	 * Start the producer, or, if it was started before, listen to what it has produced
	 * and will. Also for a caller who does not know whether an earlier call has arrived:
	 * of any number of calls, on all nodes, one starts it.
	 *
	 * <p>
	 * The producer is subscribed to on {@code Schedulers.boundedElastic()}, so it may
	 * block, with the Reactor context of the subscriber that has started it. Of the
	 * errors of a producer those of the contract, and the standard ones, reach the
	 * listeners, also by the {@linkplain io.grest.ws.error.SocketExceptionTranslator
	 * translators} of exceptions; others become a
	 * {@link io.grest.ws.error.ServerErrorException}, and are logged where they occur.
	 * @param after the id of the last item that is known, or {@code null} to begin with
	 * the first one. With an id nothing is started
	 * @param producer the producer, asked for once if it is to be started
	 * @return the items, with their ids. It fails with
	 * {@link io.grest.ws.error.NotFoundException} if nothing is known of what follows the
	 * id, with {@link io.grest.ws.error.TooManyRequestsException} if the owner has too
	 * many producers on this node, or all owners have, and with
	 * {@link io.grest.ws.error.CancelledException} after {@link #stop()}
	 */
	Flux<Item<T>> startOrJoin(@Nullable String after, Supplier<? extends Publisher<? extends T>> producer);

	/**
	 * Listen to what the producer has produced and will.
	 * @param after the id of the last item that is known, or {@code null} to begin with
	 * the first one
	 * @return the items, as of {@link #startOrJoin}. It fails with
	 * {@link io.grest.ws.error.NotFoundException} if there is no such stream
	 */
	Flux<Item<T>> join(@Nullable String after);

	/**
	 * Stop the producer, on whichever node it runs. Its listeners are told by a
	 * {@link io.grest.ws.error.CancelledException}.
	 * @return a {@code Mono} that completes when the producer's node was told, or if none
	 * runs
	 */
	Mono<Void> stop();

}
