package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for the component of an input that says after which item a stream begins:
 * {@code null} for its beginning, otherwise the {@link Item#id() id} of an item. On a
 * {@code String} of the record that a method of the server takes, if the method answers
 * with a {@code Flux} of {@link Item}:
 *
 * <pre class="code">
 * Flux&lt;Item&lt;Order&gt;&gt; orders(OrderQuery query);
 *
 * record OrderQuery(String market, &#64;After &#64;Nullable String after) {
 * }
 * </pre>
 *
 * <p>
 * If the connection of a {@link io.grest.ws.client.SocketClient} is lost, and its session
 * does not go on, or if its server asks it to leave, the client calls the method again on
 * its next connection, with the id of the last item that it has received: the stream goes
 * on, and its subscriber notices nothing. Without it such a stream fails. An error that
 * the server answers ends the stream as any other.
 *
 * <p>
 * It does not make a stream go on where it was: that is up to the handler, which may read
 * from a log by the id, or use a {@link io.grest.ws.topic.DetachedStream}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface After {

}
