package io.grest.ws.internal.call;

import java.lang.reflect.Proxy;

import org.springframework.core.NativeDetector;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Check for handlers of calls whose methods reflection does not see. In a native image
 * these are the classes that are not registered; annotations on them would be ignored in
 * silence.
 */
final class UnseenHandlers {

	private UnseenHandlers() {
	}

	/**
	 * Refuse a class that is not registered in a native image.
	 * @param handler the class, which implements methods of a contract
	 * @throws IllegalStateException if it is not registered, with the remedy
	 */
	static void refuse(Class<?> handler) {
		boolean seen = !NativeDetector.inNativeImage() || isSeen(handler);
		Assert.state(seen,
				() -> handler.getName() + " is not registered for reflection in this native image, so annotations on it"
						+ " would be ignored: register it with @RegisterReflection(classes = " + handler.getSimpleName()
						+ ".class) on a configuration");
	}

	// An implementation declares a method, or inherits one that another class declares.
	static boolean isSeen(Class<?> handler) {
		if (Proxy.isProxyClass(handler) || ClassUtils.isLambdaClass(handler)) {
			return true;
		}
		for (Class<?> type = handler; type != null && type != Object.class; type = type.getSuperclass()) {
			if (type.getDeclaredMethods().length > 0) {
				return true;
			}
		}
		return false;
	}

}
