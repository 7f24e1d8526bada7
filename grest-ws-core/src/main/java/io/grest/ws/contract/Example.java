package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Example of a value, for the generated description of the contract. On a payload type or
 * on a method's parameter it is a whole payload; on a record component or a field it is
 * the value of that property. A payload without an example of its own is composed of the
 * examples of its properties.
 *
 * <pre class="code">
 * public record SendMessage(@Example("Good morning") String text, @Example("3") int priority) {
 * }
 * </pre>
 *
 * @since 0.1.0
 */
@Documented
@Target({ ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface Example {

	/**
	 * Return the value: JSON, or the plain text of a JSON string. Generating the
	 * description fails if this is not a value of the type.
	 * @return the value
	 */
	String value();

}
