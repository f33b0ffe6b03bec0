using System.Reflection;
using VerifyTests;

namespace VerifyNUnit;

/// <summary>Says where a test's snapshots lie and what they are called.</summary>
/// <param name="sourceFile">The test's source file, as the compiler wrote it down.</param>
/// <param name="projectDirectory">The folder of the test's project.</param>
/// <param name="type">The test's class.</param>
/// <param name="method">The test's method.</param>
public delegate PathInfo DerivePathInfo(string sourceFile, string projectDirectory, Type type, MethodInfo method);
