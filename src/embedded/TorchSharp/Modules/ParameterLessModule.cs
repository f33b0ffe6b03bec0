using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Marks modules without parameters and buffers.</summary>
public interface IParameterLessModule
{
}

/// <summary>A module of one input without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }
}

/// <summary>A module of two inputs without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, T2, TResult> : nn.Module<T1, T2, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }
}

/// <summary>A module of three inputs without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }
}

/// <summary>What a parameter-less module refuses.</summary>
internal static class ParameterLess
{
    public static void Check(string name, nn.Module submodule, nn.Module module)
    {
        if (module is IParameterLessModule && submodule is not (null or IParameterLessModule))
            throw new InvalidOperationException($"Submodules of a parameter-less module must also be parameter-less; {name}, a "
                + $"{submodule.GetName()} in a {module.GetName()}, is not.");
    }

    public static void Refuse(string what, string name, nn.Module module)
    {
        if (module is IParameterLessModule)
            throw new InvalidOperationException($"Cannot register {what} ({name}) on a module that is declared 'parameter-less', a {module.GetName()}.");
    }
}
