package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for a value that must not be logged:
 * {@code record Login(String name, @Sensitive String password)}. Where frames are logged,
 * with {@code logging.level.io.grest.ws.frames=TRACE}, it is replaced by {@code ***}.
 *
 * <p>
 * The value is masked by its JSON name, ignoring case, in all frames of every contract
 * that has such a component in a payload, an answer or an error. A malformed frame is
 * masked as well: anything that looks like the value is not logged.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD })
public @interface Sensitive {

}
