package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Description of a contract's interface, of a method or its payload, of a payload type,
 * or of a record component, field or constant of an enum. Comments of generated clients,
 * the AsyncAPI document and the console show it, in place of the javadoc that
 * {@code grest-ws-processor} keeps.
 *
 * <pre class="code">
 * &#064;Description("Says something to the room.")
 * Mono&lt;MessageId&gt; sendMessage(SendMessage message);
 * </pre>
 *
 * @since 0.1.0
 */
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface Description {

	/**
	 * Return the text, with a line for each paragraph.
	 * @return the text
	 */
	String value();

}
