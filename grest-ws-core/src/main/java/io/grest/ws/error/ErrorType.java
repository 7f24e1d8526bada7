package io.grest.ws.error;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation that names a {@link SocketException} on the wire. A contract method declares
 * the exception in its {@code throws} clause; the other side then raises the same class.
 *
 * <p>
 * The class has either one constructor with a single parameter for the error's data,
 * which is not a {@code String}, or, without data, a constructor without parameters.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ErrorType {

	/**
	 * Return the error's name on the wire, of the form {@code [A-Z][A-Za-z0-9_]*} and
	 * unique among the errors of a method.
	 * @return the type
	 */
	String value();

	/**
	 * Return the status code of the error, with the meaning of the HTTP status of that
	 * number.
	 * @return a code from 100 to 599
	 */
	int status();

}
