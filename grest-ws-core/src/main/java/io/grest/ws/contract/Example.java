package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value as it may look, for those who read a description of the contract. On a payload
 * type or on a method's parameter it is a whole payload; on a record component or a field
 * it is the value of that property, and a payload without an example of its own is put
 * together from those of its properties.
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
	 * The value: as JSON, or the text alone where JSON has a string. The description is
	 * refused if it is no value of the type.
	 * @return the value
	 */
	String value();

}
