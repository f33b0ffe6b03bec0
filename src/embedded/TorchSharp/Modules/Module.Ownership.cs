using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// What a property holds after it was set: the new parameter, taken out of all dispose scopes, for it lives as long as the
            /// module. The old one is disposed.
            /// </summary>
            private protected static Parameter? Replaced(Parameter? old, Parameter? value)
            {
                if (ReferenceEquals(old, value))
                    return old;
                old?.Dispose();
                value?.DetachFromDisposeScope();
                return value;
            }
        }
    }
}
