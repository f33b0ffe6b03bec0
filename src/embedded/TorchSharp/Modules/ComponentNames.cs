using System.Reflection;

namespace TorchSharp.Utils
{
    /// <summary>The name under which a module registers a field, where it is not the field's own.</summary>
    [AttributeUsage(AttributeTargets.Field)]
    public sealed class ComponentNameAttribute : Attribute
    {
        /// <summary>The name.</summary>
        public string? Name { get; set; }
    }
}

namespace TorchSharp
{
    /// <summary>What a field is called as a component of its module.</summary>
    public static class FieldInfoExtensionMethods
    {
        /// <summary>The name that the field's <see cref="Utils.ComponentNameAttribute"/> gives, or else the field's own.</summary>
        public static string ComponentName(this FieldInfo field) =>
            field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
    }
}
