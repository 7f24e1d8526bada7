package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value that no log may show: {@code record Login(String name, @Sensitive String
 * password)}. Where frames are logged, {@code logging.level.io.grest.ws.frames=TRACE},
 * its place holds {@code ***}.
 *
 * <p>
 * It is masked by its name as it stands in JSON, upper or lower case, in all frames of
 * every contract whose payloads, answers and errors have such a component: a frame may be
 * wrong in any way, and what looks like the value is not shown.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD })
public @interface Sensitive {

}
