package io.grest.leak;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit extension that fails a test class after which a buffer, or another resource that
 * Netty counts, is not released. Registered by {@code META-INF/services} for all test
 * classes of a module with this one among its test dependencies.
 *
 * <p>
 * Netty detects a leak only when the object is collected and another one of its kind is
 * allocated, so both are forced at the end of each class. A resource that is still
 * reachable at that time is reported by a later class.
 */
public final class LeakDetection implements AfterAllCallback {

	private static final Duration COLLECTION = Duration.ofSeconds(5);

	private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

	private static final List<ReportingDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();

	// Runs before the initialization of any class of Netty that keeps a detector, as this
	// class is loaded before those of the tests are initialized.
	static {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ReportingFactory());
	}

	@Override
	public void afterAll(ExtensionContext context) throws InterruptedException {
		if (!context.getEnclosingTestClasses().isEmpty()) {
			return;
		}
		List<String> leaks = find();
		if (!leaks.isEmpty()) {
			throw new AssertionError(leaks.size() + " leaks found at the end of " + context.getDisplayName()
					+ ", the first:\n\n" + leaks.get(0));
		}
	}

	private static List<String> find() throws InterruptedException {
		// Once the second collection has ended, the objects found by the first are
		// certain to be in Netty's queue.
		awaitCollection();
		awaitCollection();
		DETECTORS.forEach(ReportingDetector::reportNow);
		List<String> found = new ArrayList<>();
		for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
			found.add(leak);
		}
		return found;
	}

	private static void awaitCollection() throws InterruptedException {
		ReferenceQueue<Object> collected = new ReferenceQueue<>();
		WeakReference<Object> garbage = new WeakReference<>(new Object(), collected);
		System.gc();
		if (collected.remove(COLLECTION.toMillis()) == null) {
			throw new AssertionError("No garbage collection within " + COLLECTION);
		}
		Reference.reachabilityFence(garbage);
	}

	/**
	 * Factory of detectors that report here.
	 */
	private static final class ReportingFactory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return newResourceLeakDetector(resource, samplingInterval);
		}

		@Override
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
			ReportingDetector<T> detector = new ReportingDetector<>(resource, samplingInterval);
			DETECTORS.add(detector);
			return detector;
		}

	}

	/**
	 * Detector that keeps its findings instead of logging them.
	 */
	private static final class ReportingDetector<T> extends ResourceLeakDetector<T> {

		@SuppressWarnings("deprecation")
		ReportingDetector(Class<T> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		/**
		 * Report the collected objects, as the next allocation would.
		 */
		@SuppressWarnings("unchecked")
		void reportNow() {
			T resource = (T) new Object();
			ResourceLeakTracker<T> tracker = trackForcibly(resource);
			tracker.close(resource);
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resource, String records) {
			LEAKS.add(resource + " was not released." + records);
		}

		@Override
		protected void reportUntracedLeak(String resource) {
			LEAKS.add(resource + " was not released.");
		}

	}

}
