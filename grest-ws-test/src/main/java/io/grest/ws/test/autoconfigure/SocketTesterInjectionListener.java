package io.grest.ws.test.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.function.Predicate;

import io.grest.ws.test.SocketTester;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;
import org.springframework.util.ReflectionUtils;

/**
 * Listener that reports what is missing if a tester cannot be injected.
 */
class SocketTesterInjectionListener extends AbstractTestExecutionListener {

	/**
	 * Return an order before the injection of dependencies.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 1500;
	}

	@Override
	public void beforeTestClass(TestContext testContext) {
		for (Constructor<?> constructor : testContext.getTestClass().getDeclaredConstructors()) {
			checkParameters(testContext, constructor, (parameter) -> true);
		}
	}

	@Override
	public void prepareTestInstance(TestContext testContext) {
		ReflectionUtils.doWithFields(testContext.getTestClass(),
				(field) -> check(testContext, new DependencyDescriptor(field, true)),
				(field) -> field.getType() == SocketTester.class
						&& AnnotatedElementUtils.hasAnnotation(field, Autowired.class));
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		checkParameters(testContext, testContext.getTestMethod(),
				(parameter) -> AnnotatedElementUtils.hasAnnotation(parameter, Autowired.class));
	}

	private static void checkParameters(TestContext testContext, Executable executable, Predicate<Parameter> injected) {
		for (int i = 0; i < executable.getParameterCount(); i++) {
			MethodParameter parameter = MethodParameter.forExecutable(executable, i);
			if (parameter.getParameterType() == SocketTester.class && injected.test(executable.getParameters()[i])) {
				check(testContext, new DependencyDescriptor(parameter, true));
			}
		}
	}

	private static void check(TestContext testContext, DependencyDescriptor dependency) {
		ApplicationContext context = testContext.getApplicationContext();
		if (context.getBeanNamesForType(SocketTesters.class).length == 0) {
			throw new IllegalStateException("This test has no SocketTester: annotate it with @GrestWsTest, or with"
					+ " @AutoConfigureSocketTester beside @SpringBootTest");
		}
		AutowireCapableBeanFactory beanFactory = context.getAutowireCapableBeanFactory();
		try {
			beanFactory.resolveDependency(dependency, null);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new IllegalStateException("There is more than one contract for " + describe(dependency)
					+ ": mark one as @Primary, or select one with @Qualifier(\"bean name of the contract\"); found "
					+ ex.getBeanNamesFound(), ex);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new IllegalStateException("There is no contract for " + describe(dependency)
					+ ": declare a @Bean of type " + describe(dependency).replace("SocketTester", "SocketContract")
					+ " in a @Configuration that the test finds or imports", ex);
		}
	}

	private static String describe(DependencyDescriptor dependency) {
		ResolvableType type = dependency.getResolvableType();
		return "SocketTester<" + type.getGeneric(0).toClass().getSimpleName() + ", "
				+ type.getGeneric(1).toClass().getSimpleName() + ">";
	}

}
